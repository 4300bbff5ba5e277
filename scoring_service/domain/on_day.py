"""A rule set as it reads on one day: every dated constant with the value then in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from scoring_service.domain.fact import FactType
from scoring_service.domain.map_condition import map_condition

if TYPE_CHECKING:
    from scoring_service.domain.condition import Compare, Condition
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.frozen_call import CallFacts
    from scoring_service.domain.rule_set import Constant, RuleSet


def on_day(rule_set: RuleSet, day: date | None) -> RuleSet:
    """Put the values of a day into the constants and into every condition that names one.

    ``day`` None means the rule set's own first day, and where it has none, each constant's first value. The hash
    stays: it is of the rule set with all its values, whatever day it is read for.
    """
    if not rule_set.dated_constants:
        return rule_set
    values = rule_set.constants | values_on(rule_set.dated_constants, day or rule_set.valid_from)

    def dated(condition: Condition) -> Condition:
        return map_condition(condition, lambda compare: _with_value(compare, values, rule_set))

    return replace(
        rule_set,
        constants=values,
        rules=tuple(
            replace(rule, levels=tuple(replace(level, when=dated(level.when)) for level in rule.levels))
            for rule in rule_set.rules
        ),
        criteria=tuple(
            replace(each, levels=tuple(replace(level, when=dated(level.when)) for level in each.levels))
            for each in rule_set.criteria
        ),
    )


def first_day_of(call: CallFacts) -> date | None:
    """Give the day whose constants a call is judged by: the day it opens, else the day it closes, where one is known."""
    return call.opens_on or call.closes_on


def values_on(constants: dict[str, Constant], day: date | None) -> dict[str, Scalar]:
    """Give each constant's value in force on a day; its first one before them all, and where no day is known."""
    return {name: _value_on(constant, day) for name, constant in constants.items()}


def _value_on(constant: Constant, day: date | None) -> Scalar:
    begun = [
        dated.value
        for dated in constant.values
        if dated.from_on is None or (day is not None and dated.from_on <= day)
    ]
    return begun[-1] if begun else constant.values[0].value


def _with_value(compare: Compare, values: dict[str, Scalar], rule_set: RuleSet) -> Compare:
    if compare.constant is None or compare.constant not in rule_set.dated_constants:
        return compare
    value = values[compare.constant]
    if rule_set.facts[compare.fact].type is FactType.DATE and isinstance(value, str):
        value = date.fromisoformat(value)
    return replace(compare, operand=value)
