"""Which stated facts made a condition what it is: the reason, kept apart from all that was merely looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not
from scoring_service.domain.referee import build_judge
from scoring_service.domain.truth import Truth

if TYPE_CHECKING:
    from scoring_service.domain.rule_engine import Values


def find_deciding(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts that made the condition true or false, or, when unknown, those already stated in it.

    In a true ``any`` these are the facts of its true parts, in a false ``all`` those of its false parts.
    """
    return tuple(dict.fromkeys(_deciding(condition, values)))


def _deciding(condition: Condition, values: Values) -> tuple[str, ...]:
    match condition:
        case Compare(fact) | IsStated(fact):
            return () if values.get(fact) is None else (fact,)
        case Not(part):
            return _deciding(part, values)
        case All(parts):
            return _of_parts(condition, parts, Truth.FALSE, values)
        case Any(parts):
            return _of_parts(condition, parts, Truth.TRUE, values)


def _of_parts(
    whole: Condition, parts: tuple[Condition, ...], decisive: Truth, values: Values
) -> tuple[str, ...]:
    if build_judge(whole)(values) is decisive:
        parts = tuple(part for part in parts if build_judge(part)(values) is decisive)
    return tuple(fact for part in parts for fact in _deciding(part, values))
