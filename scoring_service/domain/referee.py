"""The referee: the same conditions in plain Python, as closures built once for each rule set."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not, Operator
from scoring_service.domain.level_keys import conditions_by_level
from scoring_service.domain.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.rule_engine import LevelKey, Values
    from scoring_service.domain.rule_set import RuleSet

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


class Referee:
    """Judges every level of a rule set without the engine, so that each verdict is evaluated twice."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._judges = {key: build_judge(when) for key, when in conditions_by_level(rule_set).items()}

    def evaluate(self, values: Values) -> dict[LevelKey, Truth]:
        """Give the truth of every level; values must fit their declared types."""
        return {key: judge(values) for key, judge in self._judges.items()}


def build_judge(condition: Condition) -> Judge:
    """Make the function from values to truth that a condition stands for."""
    match condition:
        case Compare():
            return _compare(condition)
        case IsStated(fact, expected):
            return lambda values: _truth((values.get(fact) is not None) is expected)
        case Not(part):
            inner = build_judge(part)
            return lambda values: ~inner(values)
        case All(parts):
            return _first_of(tuple(map(build_judge, parts)), Truth.FALSE, Truth.TRUE)
        case Any(parts):
            return _first_of(tuple(map(build_judge, parts)), Truth.TRUE, Truth.FALSE)


def _truth(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def _compare(condition: Compare) -> Judge:
    fact, test, operand = condition.fact, _TESTS[condition.operator], condition.operand

    def judge(values: Values) -> Truth:
        value = values.get(fact)
        return Truth.UNKNOWN if value is None else _truth(test(value, operand))

    return judge


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
