"""Which facts, not stated, could still decide a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not
from scoring_service.domain.referee import build_judge
from scoring_service.domain.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from scoring_service.domain.rule_engine import Values

_Open = tuple[Truth, tuple[str, ...]]


def find_missing(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts without a value that may still decide the condition, in the order they stand in it.

    No statement of other facts can decide it. A question of ``is_stated`` is open too while its fact is
    not stated, because stating the fact answers it the other way. Empty when nothing is open.
    """
    return tuple(dict.fromkeys(_open(condition, values)[1]))


def _open(condition: Condition, values: Values) -> _Open:
    match condition:
        case Compare(fact) | IsStated(fact):
            if values.get(fact) is None:
                return Truth.UNKNOWN, (fact,)
            return build_judge(condition)(values), ()
        case Not(part):
            truth, facts = _open(part, values)
            return ~truth, facts
        case All(parts) | Any(parts):
            found = [_open(part, values) for part in parts]
            join = all_of if isinstance(condition, All) else any_of
            truth = join(truth for truth, _ in found)
            if truth is not Truth.UNKNOWN:
                return truth, ()
            return truth, tuple(fact for _, facts in found for fact in facts)
