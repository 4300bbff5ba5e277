"""The referee: the same conditions in plain Python, as closures built once for each rule set.

RETELL:
- (decide_criterion) From the truth of a criterion's levels to its points: those that are sure, and those that are not ruled out.
- (decide_rule) From the truth of a rule's levels to what the rule says: met, not met or undetermined, and at which strength.
- (find_deciding) Which stated facts made a condition what it is: the reason, kept apart from all that was merely looked at.
- (find_missing) Which facts, not stated, could still decide a condition.
- (level_keys) The levels of a rule set's rules and criteria, each under the key by which both evaluators answer.
- (rule_engine) The port to whatever evaluates conditions: values in, Kleene's truth of every level of every rule and criterion out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import (
    All,
    Any,
    Compare,
    Condition,
    IsStated,
    Not,
    Operator,
    Truth,
    all_of,
    any_of,
)
from scoring_service.domain.fact import Scalar
from scoring_service.domain.rule_set import Criterion, Rule, RuleSet

_Open = tuple[Truth, tuple[str, ...]]
Values = Mapping[str, Scalar | None]
"""The value of each declared fact by name; None, or no key at all, means not stated."""
Judge = Callable[[Values], Truth]
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
class CriterionDecision:
    """What a criterion gives one application; ``possible_points`` are never fewer than ``points``.

    ``level`` is the level that gives the sure points; None when none does. ``missing`` are names of facts, not stated,
    that could give more.
    """

    status: FindingStatus
    points: int
    possible_points: int
    level: int | None = None
    missing: tuple[str, ...] = ()


def decide_criterion(criterion: Criterion, truths: Sequence[Truth], values: Values) -> CriterionDecision:
    """Give the points of the highest true level, and what an unknown level above it could still give."""
    level = _highest(criterion, (number for number, truth in enumerate(truths) if truth is Truth.TRUE))
    points = 0 if level is None else criterion.levels[level].points
    unknown = [
        number
        for number, truth in enumerate(truths)
        if truth is Truth.UNKNOWN and criterion.levels[number].points > points
    ]
    possible = max((criterion.levels[number].points for number in unknown), default=points)
    missing = (name for number in unknown for name in find_missing(criterion.levels[number].when, values))
    return CriterionDecision(
        _status(points, possible), points, possible, level, tuple(dict.fromkeys(missing))
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says of one application.

    ``level`` is the level that is met, or the strongest one that is unknown; None when the rule is not met.
    ``missing`` are names of facts, not stated, that could decide it or strengthen it.
    """

    status: FindingStatus
    effect: Effect
    level: int | None = None
    missing: tuple[str, ...] = ()


def decide_rule(rule: Rule, truths: Sequence[Truth], values: Values) -> Decision:
    """Decide by the first true level, else by the strongest unknown one.

    A true level that is only a note does not settle a rule whose unknown level could do more than note:
    a rule whose facts are missing never passes.
    """
    met = _first(truths, Truth.TRUE)
    unknown = _first(truths, Truth.UNKNOWN)
    if met is None and unknown is None:
        return Decision(FindingStatus.NOT_MET, rule.levels[0].effect)
    if met is None:
        return _undetermined(rule, unknown or 0, range(len(truths)), values)
    if unknown is None or unknown > met:
        return Decision(FindingStatus.MET, rule.levels[met].effect, met)
    if rule.levels[met].effect is Effect.NOTE and rule.levels[unknown].effect is not Effect.NOTE:
        return _undetermined(rule, unknown, range(met), values)
    stronger = [level for level in range(met) if truths[level] is Truth.UNKNOWN]
    return Decision(FindingStatus.MET, rule.levels[met].effect, met, _missing(rule, stronger, values))


def find_deciding(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts that made the condition true or false, or, when unknown, those already stated in it.

    In a true ``any`` these are the facts of its true parts, in a false ``all`` those of its false parts.
    """
    return tuple(dict.fromkeys(_deciding(condition, values)))


def find_missing(condition: Condition, values: Values) -> tuple[str, ...]:
    """Name the facts without a value that may still decide the condition, in the order they stand in it.

    No statement of other facts can decide it. A question of ``is_stated`` is open too while its fact is
    not stated, because stating the fact answers it the other way. Empty when nothing is open.
    """
    return tuple(dict.fromkeys(_open(condition, values)[1]))


class Referee:
    """Judges every level of a rule set without the engine, so that each verdict is evaluated twice."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._judges = {key: compile_condition(when) for key, when in conditions_by_level(rule_set).items()}

    def evaluate(self, values: Values) -> dict[LevelKey, Truth]:
        """Give the truth of every level; values must fit their declared types."""
        return {key: judge(values) for key, judge in self._judges.items()}


def compile_condition(condition: Condition) -> Judge:
    """Make the function from values to truth that a condition stands for."""
    match condition:
        case Compare():
            return _compare(condition)
        case IsStated(fact, expected):
            return lambda values: _truth((values.get(fact) is not None) is expected)
        case Not(part):
            inner = compile_condition(part)
            return lambda values: ~inner(values)
        case All(parts):
            return _first_of(tuple(map(compile_condition, parts)), Truth.FALSE, Truth.TRUE)
        case Any(parts):
            return _first_of(tuple(map(compile_condition, parts)), Truth.TRUE, Truth.FALSE)


def grounds_of(rule_set: RuleSet) -> tuple[Rule | Criterion, ...]:
    """Give the rules, then the criteria."""
    return (*rule_set.rules, *rule_set.criteria)


def level_keys(ground: Rule | Criterion) -> tuple[LevelKey, ...]:
    """Give the keys of a rule's or a criterion's levels in their order."""
    of_criterion = isinstance(ground, Criterion)
    return tuple(LevelKey(ground.id, number, of_criterion) for number in range(len(ground.levels)))


def conditions_by_level(rule_set: RuleSet) -> dict[LevelKey, Condition]:
    """Give the condition of every level of every rule, then of every criterion."""
    return {
        key: ground.levels[key.level].when for ground in grounds_of(rule_set) for key in level_keys(ground)
    }


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


def _highest(criterion: Criterion, levels: Iterable[int]) -> int | None:
    return max(levels, key=lambda number: criterion.levels[number].points, default=None)


def _status(points: int, possible: int) -> FindingStatus:
    if points < possible:
        return FindingStatus.UNDETERMINED
    return FindingStatus.MET if points else FindingStatus.NOT_MET


def _first(truths: Sequence[Truth], wanted: Truth) -> int | None:
    return next((number for number, truth in enumerate(truths) if truth is wanted), None)


def _undetermined(rule: Rule, level: int, levels: Sequence[int], values: Values) -> Decision:
    missing = _missing(rule, levels, values)
    return Decision(FindingStatus.UNDETERMINED, rule.levels[level].effect, level, missing)


def _missing(rule: Rule, levels: Sequence[int], values: Values) -> tuple[str, ...]:
    found = (name for level in levels for name in find_missing(rule.levels[level].when, values))
    return tuple(dict.fromkeys(found))


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
    if compile_condition(whole)(values) is decisive:
        parts = tuple(part for part in parts if compile_condition(part)(values) is decisive)
    return tuple(fact for part in parts for fact in _deciding(part, values))


def _open(condition: Condition, values: Values) -> _Open:
    match condition:
        case Compare(fact) | IsStated(fact):
            if values.get(fact) is None:
                return Truth.UNKNOWN, (fact,)
            return compile_condition(condition)(values), ()
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


def _compare(condition: Compare) -> Judge:
    fact, test, operand = condition.fact, _TESTS[condition.operator], condition.operand

    def judge(values: Values) -> Truth:
        value = values.get(fact)
        return Truth.UNKNOWN if value is None else _truth(test(value, operand))

    return judge


def _truth(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def _first_of(judges: tuple[Judge, ...], decisive: Truth, otherwise: Truth) -> Judge:
    def judge(values: Values) -> Truth:
        found = otherwise
        for part in judges:
            truth = part(values)
            if truth is decisive:
                return decisive
            if truth is Truth.UNKNOWN:
                found = Truth.UNKNOWN
        return found

    return judge


Truths = Mapping[LevelKey, Truth]
