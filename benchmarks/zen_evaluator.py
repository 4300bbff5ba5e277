"""The same rules in zen-engine: every condition translated mechanically, so that the two can be compared and timed."""

from __future__ import annotations

import json
from datetime import date
from typing import Final

import zen

from scoring_service.domain.condition import (
    All,
    Any,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
    Operator,
    Scalar,
    Truth,
)
from scoring_service.domain.evaluate import Truths, Values, conditions_by_level
from scoring_service.domain.rule_set import RuleSet

_COMPARISONS: Final[dict[Operator, tuple[str, str]]] = {
    Operator.IS: ("==", "!="),
    Operator.IS_NOT: ("!=", "=="),
    Operator.IS_ONE_OF: ("in", "not in"),
    Operator.IS_NONE_OF: ("not in", "in"),
    Operator.AT_LEAST: (">=", "<"),
    Operator.AT_MOST: ("<=", ">"),
    Operator.MORE_THAN: (">", "<="),
    Operator.LESS_THAN: ("<", ">="),
    Operator.BEFORE: ("<", ">="),
    Operator.AFTER: (">", "<="),
    Operator.ON_OR_BEFORE: ("<=", ">"),
    Operator.ON_OR_AFTER: (">=", "<"),
}
"""Each operator as zen writes it, and its opposite."""


class ZenEvaluator:
    """Truths as a ``RuleEngine`` does, from one compiled array expression: for each level whether it is true, whether false.

    zen knows no third value, so each condition is translated twice, as it is for durable-rules.
    """

    def __init__(self, rule_set: RuleSet) -> None:
        conditions = conditions_by_level(rule_set)
        self._keys = tuple(conditions)
        both = [
            zen_expression(when, wanted=wanted) for when in conditions.values() for wanted in (True, False)
        ]
        self._expression = zen.compile_expression(f"[{', '.join(both)}]")
        self._texts = {name for name, fact in rule_set.facts.items() if fact.type is FactType.TEXT}

    def evaluate(self, values: Values) -> Truths:
        """Give the truth of every level."""
        stated = {name: self._plain(name, value) for name, value in values.items() if value is not None}
        found = self._expression.evaluate(stated)
        return {
            key: Truth.TRUE if is_true else Truth.FALSE if is_false else Truth.UNKNOWN
            for key, is_true, is_false in zip(self._keys, found[::2], found[1::2], strict=True)
        }

    def _plain(self, name: str, value: Scalar) -> bool | int | str:
        if isinstance(value, date):
            return _day_number(value)
        # A condition may only ask whether a text is stated, so it need not travel.
        return True if name in self._texts else value


def zen_expression(condition: Condition, *, wanted: bool) -> str:
    """Translate to an expression that holds where the condition is surely ``wanted``, so never where it is unknown."""
    match condition:
        case Compare(fact, operator, operand):
            return f"({fact} != null and {fact} {_COMPARISONS[operator][not wanted]} {_literal(operand)})"
        case IsStated(fact, expected):
            return f"({fact} {'!=' if expected is wanted else '=='} null)"
        case Not(part):
            return zen_expression(part, wanted=not wanted)
        case All(parts):
            return _joined(parts, "and" if wanted else "or", wanted=wanted)
        case Any(parts):
            return _joined(parts, "or" if wanted else "and", wanted=wanted)


def _joined(parts: tuple[Condition, ...], word: str, *, wanted: bool) -> str:
    if not parts:
        return "true" if word == "and" else "false"
    return f"({f' {word} '.join(zen_expression(part, wanted=wanted) for part in parts)})"


def _literal(operand: Scalar | tuple[Scalar, ...]) -> str:
    if isinstance(operand, tuple):
        return f"[{', '.join(map(_literal, operand))}]"
    return json.dumps(_day_number(operand) if isinstance(operand, date) else operand, ensure_ascii=False)


def _day_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
