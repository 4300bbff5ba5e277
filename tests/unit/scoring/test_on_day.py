"""Dated constants: a rule set read for a day has that day's values everywhere, and the same hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scoring_service.domain.condition import All, Any, Compare, Not, Operator, leaves
from scoring_service.domain.rule_set import Constant, DatedValue, first_day_of, on_day
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set
from tests.unit.scoring.make_facts import make_call
from tests.unit.scoring.rule_file_texts import WHOLE_FILE


@pytest.mark.parametrize(
    ("day", "years", "last_day"),
    [
        (None, 3, date(2024, 12, 1)),
        (date(2024, 12, 31), 3, date(2024, 12, 1)),
        (date(2025, 1, 1), 2, date(2024, 12, 1)),
        (date(2025, 5, 31), 2, date(2024, 12, 1)),
        (date(2025, 6, 1), 2, date(2025, 12, 1)),
        (date(2031, 1, 1), 2, date(2025, 12, 1)),
    ],
)
def test_conditions_and_constants_have_the_values_of_the_day(
    day: date | None, years: int, last_day: date
) -> None:
    read = read_rule_file(WHOLE_FILE)
    found = on_day(read, day)
    operands = {leaf.operand for rule in found.rules for level in rule.levels for leaf in leaves(level.when)}  # type: ignore[union-attr]
    assert operands == {years, last_day}
    assert found.criteria[0].levels[1].when == Compare(
        "year", Operator.LESS_THAN, years, constant="most_years"
    )
    assert found.constants == {"most_years": years, "last_day": last_day.isoformat(), "limit": 5}
    assert found.sha256 == read.sha256


def test_a_day_after_another_is_not_held_by_the_first() -> None:
    read = read_rule_file(WHOLE_FILE)
    assert on_day(on_day(read, date(2025, 7, 1)), None) == read


def test_without_a_day_the_rule_sets_own_first_day_decides_and_else_the_first_value() -> None:
    later = read_rule_file(WHOLE_FILE.replace('from: "2024-09-01"', 'from: "2025-02-01"').replace("year: 4", "year: 4").replace("facts: {year: 3}, status: not_met", "facts: {year: 2}, status: not_met").replace("facts: {year: 2}, points: 1", "facts: {year: 2}, points: 0"))  # fmt: skip
    assert later.constants["most_years"] == 2
    assert on_day(replace(later, valid_from=None), None).constants["most_years"] == 3


def test_a_first_value_with_a_day_is_in_force_before_it_too() -> None:
    constant = Constant((DatedValue(7, date(2020, 1, 1)), DatedValue(8, date(2021, 1, 1))))
    condition = Compare("n", Operator.AT_LEAST, 7, constant="limit")
    rule_set = replace(
        made_rule_set([made_fact("n")], [made_rule(condition)], {"limit": 7}),
        dated_constants={"limit": constant},
    )
    assert on_day(rule_set, date(2019, 1, 1)).constants == {"limit": 7}
    assert on_day(rule_set, date(2021, 1, 1)).rules[0].levels[0].when == replace(condition, operand=8)


def test_only_comparisons_with_the_constant_change_however_deep_they_stand() -> None:
    named = Compare("n", Operator.AT_LEAST, 1, constant="limit")
    other = Compare("n", Operator.AT_LEAST, 1)
    condition = All((other, Any((Not(named), other))))
    rule_set = replace(
        made_rule_set([made_fact("n")], [made_rule(condition)], {"limit": 1}),
        dated_constants={"limit": Constant((DatedValue(1), DatedValue(2, date(2020, 1, 1))))},
    )
    found = on_day(rule_set, date(2020, 1, 1)).rules[0].levels[0].when
    assert found == All((other, Any((Not(replace(named, operand=2)), other))))


def test_a_rule_set_without_dated_constants_is_the_same_on_every_day() -> None:
    rule_set = made_rule_set([made_fact("n")], [made_rule(Compare("n", Operator.IS, 1))])
    assert on_day(rule_set, date(2020, 1, 1)) is rule_set


def test_a_call_is_judged_by_the_day_it_opens_or_else_closes() -> None:
    opens, closes = date(2024, 9, 1), date(2024, 12, 1)
    assert first_day_of(make_call(opens_on=opens, closes_on=closes)) == opens
    assert first_day_of(make_call(opens_on=None, closes_on=closes)) == closes
    assert first_day_of(make_call(opens_on=None, closes_on=None)) is None
