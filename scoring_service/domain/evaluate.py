"""What a ground comes to on one application: from its conditions' truths to met, not met or undetermined.

Two evaluators give the truths. One is the referee here, the conditions in plain Python as functions built once for each
rule set; the other stands behind the port ``RuleEngine``. Which facts decided, and which are missing, is told here too.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import (
    UNCLEAR,
    All,
    Any,
    Compare,
    Condition,
    IsStated,
    Not,
    Operator,
    Scalar,
    Truth,
    Unclear,
    all_of,
    any_of,
)
from scoring_service.domain.rule_set import Ground, RuleSet, status_of_points

_Named = tuple[Truth, tuple[str, ...]]
Values = Mapping[str, Scalar | Unclear | None]
"""The value of each declared fact by name; None, or no key at all, means not stated."""
Compiled = Callable[[Values], Truth]
_NO_VALUE = (None, UNCLEAR)
_TESTS: dict[Operator, Callable[..., bool]] = {
    Operator.IS: operator.eq,
    Operator.IS_NOT: operator.ne,
    Operator.IS_ONE_OF: lambda value, operand: value in operand,
    Operator.IS_NONE_OF: lambda value, operand: value not in operand,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.LESS_THAN: operator.lt,
    Operator.BEFORE: operator.lt,
    Operator.AFTER: operator.gt,
    Operator.ON_OR_BEFORE: operator.le,
    Operator.ON_OR_AFTER: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a ground comes to on one application.

    ``level`` is the level that is met, or a rule's strongest one that is unknown; ``sentence`` is that of a level that
    is met. ``missing`` are names of facts, not stated, that could decide it, strengthen it or give more points.
    ``points`` are sure, ``possible_points`` those not ruled out, never fewer; a rule has none.
    """

    status: FindingStatus
    effect: Effect
    level: int | None = None
    missing: tuple[str, ...] = ()
    sentence: Sentence | None = None
    points: int = 0
    possible_points: int = 0


def decide(ground: Ground, truths: Sequence[Truth], values: Values) -> Decision:
    """Decide by the strongest true level, and by what an unknown level stronger than it could still do.

    A true level that is only a note does not settle a rule whose unknown level could do more than note:
    a rule whose facts are missing never passes.
    """
    levels = ground.levels
    true = [number for number, truth in enumerate(truths) if truth is Truth.TRUE]
    # Of a criterion's levels the highest counts; a rule's give no points, so that its first does.
    met = max(true, key=lambda number: levels[number].points) if true else None
    points = 0 if met is None else levels[met].points
    unknown = [number for number, truth in enumerate(truths) if truth is Truth.UNKNOWN]
    if ground.gives_points:
        stronger = [number for number in unknown if levels[number].points > points]
        possible, settled = max((levels[number].points for number in stronger), default=points), True
        status = status_of_points(points, possible)
    else:
        stronger = [number for number in unknown if met is None or number < met]
        possible, settled = 0, not stronger or (met is not None and not _does_more(ground, stronger[0], met))
        status = FindingStatus.UNDETERMINED if not settled else _met_or_not(met)
    level = met if settled else stronger[0]
    # In a rule that is undetermined, a question whether a fact is stated is open though the level is false by it.
    open_levels = stronger if settled else range(len(levels) if met is None else met)
    missing = (name for number in open_levels for name in find_missing(levels[number].when, values))
    return Decision(
        status=status,
        effect=levels[level or 0].effect,
        level=level,
        missing=tuple(dict.fromkeys(missing)),
        sentence=levels[level].text if settled and level is not None else None,
        points=points,
        possible_points=possible,
    )


def find_deciding(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts that made the condition true or false, or, when unknown, those already stated in it.

    In a true ``any`` these are the facts of its true parts, in a false ``all`` those of its false parts.
    """
    return tuple(dict.fromkeys(_deciding(condition, values)[1]))


def find_missing(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts without a value that may still decide the condition, in the order they stand in it.

    No statement of other facts can decide it. A question of ``is_stated`` is open too while its fact is
    not stated, because stating the fact answers it the other way. Empty when nothing is open.
    """
    return tuple(dict.fromkeys(_open(condition, values)[1]))


class Referee:
    """Evaluates the conditions of a rule set without the engine, so that each is evaluated twice."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._conditions = {
            key: compile_condition(when) for key, when in conditions_by_level(rule_set).items()
        }

    def evaluate(self, values: Values) -> dict[LevelKey, Truth]:
        """Give the truth of every level; values must fit their declared types."""
        return {key: evaluate(values) for key, evaluate in self._conditions.items()}


def compile_condition(condition: Condition) -> Compiled:
    """Make the function from values to truth that a condition stands for."""
    match condition:
        case Compare():
            return _compare(condition)
        case IsStated(fact, expected):
            return lambda values: _is_stated(values.get(fact), expected)
        case Not(part):
            inner = compile_condition(part)
            return lambda values: ~inner(values)
        case All(parts):
            return _first_of(tuple(map(compile_condition, parts)), Truth.FALSE, Truth.TRUE)
        case Any(parts):
            return _first_of(tuple(map(compile_condition, parts)), Truth.TRUE, Truth.FALSE)


def level_keys(ground: Ground) -> tuple[LevelKey, ...]:
    """Give the keys of a ground's levels in their order."""
    return tuple(LevelKey(ground.id, number, ground.gives_points) for number in range(len(ground.levels)))


def conditions_by_level(rule_set: RuleSet) -> dict[LevelKey, Condition]:
    """Give the condition of every level of every rule, then of every criterion."""
    return {key: ground.levels[key.level].when for ground in rule_set.grounds for key in level_keys(ground)}


class LevelKey(NamedTuple):
    """One level of one rule, or of one criterion; levels are counted from 0, strongest or highest first.

    ``rule`` is the id of either; a criterion that has the id of a rule still has keys of its own.
    """

    rule: str
    level: int
    of_criterion: bool = False


class EngineFaultError(Exception):
    """The engine broke a promise: its answer is no answer, and no verdict may rest on it."""


class RuleEngine(Protocol):
    """Evaluates one rule set; built once, used by one thread, closed when no longer needed."""

    @property
    def name(self) -> str:
        """The engine's name, for the verdict's trace."""

    @property
    def version(self) -> str:
        """The engine's version, for the verdict's trace."""

    def evaluate(self, values: Values) -> Truths:
        """Give the truth of every level; values must fit their declared types.

        Raises EngineFaultError when the answer cannot be trusted.
        """

    def close(self) -> None:
        """Give back all memory; the engine cannot be used after it."""


def _does_more(ground: Ground, level: int, than: int) -> bool:
    """Tell whether a level could do more than note where the other only notes."""
    return ground.levels[than].effect is Effect.NOTE and ground.levels[level].effect is not Effect.NOTE


def _met_or_not(level: int | None) -> FindingStatus:
    return FindingStatus.NOT_MET if level is None else FindingStatus.MET


def _deciding(condition: Condition, values: Values) -> _Named:
    """Give the truth of the condition and the stated facts that make it so."""
    match condition:
        case Compare(fact) | IsStated(fact):
            truth = compile_condition(condition)(values)
            return truth, () if values.get(fact) in _NO_VALUE else (fact,)
        case Not(part):
            truth, facts = _deciding(part, values)
            return ~truth, facts
        case All(parts) | Any(parts):
            found = [_deciding(part, values) for part in parts]
            truth, decisive = _joined(condition, found)
            return truth, _facts_of(each for each in found if truth is not decisive or each[0] is decisive)


def _open(condition: Condition, values: Values) -> _Named:
    """Give the truth of the condition, unknown wherever stating a fact could change it, and those facts."""
    match condition:
        case Compare(fact) | IsStated(fact):
            if values.get(fact) in _NO_VALUE:
                return Truth.UNKNOWN, (fact,)
            return compile_condition(condition)(values), ()
        case Not(part):
            truth, facts = _open(part, values)
            return ~truth, facts
        case All(parts) | Any(parts):
            found = [_open(part, values) for part in parts]
            truth, _ = _joined(condition, found)
            return truth, _facts_of(found) if truth is Truth.UNKNOWN else ()


def _joined(condition: All | Any, found: Sequence[_Named]) -> tuple[Truth, Truth]:
    """Give the truth of parts joined, and the truth of one part that decides it whatever the others are."""
    truths = (truth for truth, _ in found)
    return (all_of(truths), Truth.FALSE) if isinstance(condition, All) else (any_of(truths), Truth.TRUE)


def _facts_of(found: Iterable[_Named]) -> tuple[str, ...]:
    return tuple(fact for _, facts in found for fact in facts)


def _compare(condition: Compare) -> Compiled:
    fact, test, operand = condition.fact, _TESTS[condition.operator], condition.operand

    def evaluate(values: Values) -> Truth:
        value = values.get(fact)
        return Truth.UNKNOWN if value in _NO_VALUE else _truth(test(value, operand))

    return evaluate


def _is_stated(value: Scalar | Unclear | None, expected: bool) -> Truth:
    return Truth.UNKNOWN if value is UNCLEAR else _truth((value is not None) is expected)


def _truth(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def _first_of(conditions: tuple[Compiled, ...], decisive: Truth, otherwise: Truth) -> Compiled:
    def evaluate(values: Values) -> Truth:
        found = otherwise
        for part in conditions:
            truth = part(values)
            if truth is decisive:
                return decisive
            if truth is Truth.UNKNOWN:
                found = Truth.UNKNOWN
        return found

    return evaluate


Truths = Mapping[LevelKey, Truth]
