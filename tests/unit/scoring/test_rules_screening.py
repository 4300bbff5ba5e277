"""One application screened: findings, outcome, and what happens when the two evaluators differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from prescreen_shared.shapes.verdict import EngineVersion, Evidence, Finding, Verdict
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.condition import All, Compare, Fact, FactType, IsStated, Operator, Truth
from scoring_service.domain.derive.kinds import DERIVATION
from scoring_service.domain.evaluate import LevelKey, Referee
from scoring_service.domain.finding import ENGINE_DIFFERENCE, SCREENING_FAULT
from scoring_service.domain.judge_application import fault_verdict
from scoring_service.domain.rule_set import FactTypeError, RuleSet
from scoring_service.engine.judge import DERIVATION_MARK, ApplicationJudge
from tests.stages.made_rule_sets import (
    made_application,
    made_fact,
    made_facts,
    made_level,
    made_rule,
    made_rule_set,
)

YEAR = Compare("year", Operator.MORE_THAN, 3)
RULES = made_rule_set(
    [made_fact("year"), made_fact("asked", FactType.AMOUNT), made_fact("words", FactType.TEXT), made_fact("day", FactType.DATE)],
    [
        made_rule(made_level(YEAR, text="a {year:ordinal} year, {asked}"), rule_id="fourth-year"),
        made_rule(made_level(Compare("asked", Operator.MORE_THAN, 100), Effect.NOTE), rule_id="over-cap"),
        made_rule(made_level(IsStated("words"), Effect.REFER), rule_id="wordy", grant_types=("project",)),
        made_rule(made_level(Compare("day", Operator.AFTER, date(2018, 1, 1)), Effect.SET_ASIDE), rule_id="late"),
    ],
)  # fmt: skip


class WrongEngine:
    """An engine that answers as the referee does but for one level."""

    name, version = "wrong", "1"

    def __init__(self, rule_set: RuleSet, key: LevelKey) -> None:
        self._referee, self._key, self.closed = Referee(rule_set), key, False

    def evaluate(self, values: Mapping[str, Any]) -> dict[LevelKey, Truth]:
        """Answer, with the one level left out."""
        return {key: truth for key, truth in self._referee.evaluate(values).items() if key != self._key}

    def close(self) -> None:
        """Remember it."""
        self.closed = True


def screened(grant_type: str = "project", **values: Any) -> Verdict:
    """The verdict of the real engine and referee."""
    judge = ApplicationJudge(RULES)
    try:
        application = made_application(grant_type=grant_type, requested_amount=values.get("asked"))
        verdict, alarms = judge.judge(application, made_facts(**values), max_amount=750)
    finally:
        judge.close()
    assert alarms == ()
    return verdict


def finding(verdict: Verdict, rule: str) -> Finding:
    """The finding of one rule."""
    return next(found for found in verdict.findings if found.rule == rule)


def test_every_rule_leaves_a_finding_in_the_rule_sets_order() -> None:
    assert [found.rule for found in screened().findings] == ["fourth-year", "over-cap", "wordy", "late"]


def test_the_outcome_is_the_strongest_effect() -> None:
    early = date(2017, 1, 1)
    assert screened(year=4, asked=1, words="x", day=date(2018, 2, 1)).outcome is Outcome.REFUSE
    assert screened(year=3, asked=1, words="x", day=date(2018, 2, 1)).outcome is Outcome.SET_ASIDE
    assert screened(year=3, asked=1, words="x", day=early).outcome is Outcome.REFER
    assert screened(year=3, asked=1000, day=early).outcome is Outcome.ELIGIBLE


def test_what_is_not_stated_refers_and_names_the_field() -> None:
    verdict = screened(asked=1, day=date(2017, 1, 1))
    found = finding(verdict, "fourth-year")
    assert verdict.outcome is Outcome.REFER
    assert (found.status, found.effect) == (FindingStatus.UNDETERMINED, Effect.REFUSE)
    assert found.missing == ("answers.year",)
    assert found.text.sv == "unknown: the year"


def test_an_undetermined_note_refers_nobody() -> None:
    verdict = screened(year=1, day=date(2017, 1, 1))
    assert finding(verdict, "over-cap").status is FindingStatus.UNDETERMINED
    assert verdict.outcome is Outcome.ELIGIBLE


def test_the_derivation_says_which_fields_are_missing() -> None:
    found = finding(screened(year=Fact(None, missing=("earlier_grants",))), "fourth-year")
    assert found.missing == ("earlier_grants",)


def test_a_met_finding_shows_values_details_and_words() -> None:
    words = Evidence("earlier_grants", "2015 och 2016")
    found = finding(screened(year=Fact(4, (words,), details={"years": [2015]}), asked=44_300), "fourth-year")
    assert found.text.en == "a fourth year, 44\N{NO-BREAK SPACE}300\N{NO-BREAK SPACE}kr"
    assert found.facts == {"year": 4, "year.years": [2015], "asked": 44_300}
    assert found.evidence == (words,)


def test_a_passed_check_shows_its_values_as_json() -> None:
    assert finding(screened(day=date(2017, 1, 1)), "late").facts == {"day": "2017-01-01"}


def test_a_long_text_is_cut_in_the_findings_values() -> None:
    assert len(finding(screened(words="x" * 5_000_000), "wordy").facts["words"]) == 300


def test_a_rule_for_another_grant_type_is_not_met() -> None:
    found = finding(screened(grant_type="study_visit", words="x"), "wordy")
    assert found.status is FindingStatus.NOT_MET
    assert "gäller inte" in found.text.sv


@pytest.mark.parametrize(("asked", "proposed"), [(1000, 750), (749, 749), (None, None)])
def test_the_proposed_amount_is_what_is_asked_cut_to_the_cap(asked: int | None, proposed: int | None) -> None:
    assert screened(asked=asked).proposed_amount == proposed


def test_without_a_cap_nothing_is_cut() -> None:
    assert fault_verdict(made_application(requested_amount=9), None).proposed_amount == 9


def test_where_the_evaluators_differ_the_application_is_referred_and_an_alarm_given() -> None:
    key = LevelKey("wordy", 0)
    engine = WrongEngine(RULES, key)
    judge = ApplicationJudge(RULES, engine)
    verdict, alarms = judge.judge(made_application(), made_facts(year=4), max_amount=None)
    judge.close()
    assert verdict.outcome is Outcome.REFER
    assert verdict.findings[0].rule == ENGINE_DIFFERENCE
    assert finding(verdict, "wordy").status is FindingStatus.UNDETERMINED
    assert [(alarm.key, alarm.engine, alarm.referee) for alarm in alarms] == [(key, None, Truth.FALSE)]
    assert (judge.engine, engine.closed) == (
        EngineVersion("wrong", f"1{DERIVATION_MARK}{DERIVATION}"),
        True,
    )


def test_an_application_whose_evaluation_broke_is_referred() -> None:
    verdict = fault_verdict(made_application(), 100)
    assert verdict.outcome is Outcome.REFER
    assert [found.rule for found in verdict.findings] == [SCREENING_FAULT]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", True),
        ("year", "4"),
        ("year", 2**53 + 1),
        ("year", 4.0),
        ("words", 4),
        ("asked", "44 300"),
        ("day", "2017-12-01"),
    ],
)
def test_a_fact_of_another_type_is_never_tried(name: str, value: Any) -> None:
    with pytest.raises(FactTypeError, match=name):
        screened(**{name: value})


def test_all_of_several_facts_decides_together() -> None:
    both = made_rule(All((YEAR, Compare("asked", Operator.AT_LEAST, 1))))
    rules = made_rule_set([made_fact("year"), made_fact("asked")], [both])
    judge = ApplicationJudge(rules)
    verdict, _ = judge.judge(made_application(), made_facts(year=4), max_amount=None)
    judge.close()
    assert verdict.findings[0].missing == ("answers.asked",)
    assert verdict.findings[0].facts == {"year": 4}
