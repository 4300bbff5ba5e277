"""A call is judged by the constants of its own day, whatever day other calls of the same version have."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from prescreen_shared.shapes.verdict import Sentence, Verdict
from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.condition import Compare, FactType, Operator
from scoring_service.domain.evaluate import EngineFaultError
from scoring_service.domain.rule_set import Constant, DatedValue, constant_days
from scoring_service.engine.gate_trial import reasons_to_refuse
from scoring_service.engine.judge import EngineJudge, JudgesByDay
from tests.stages.made_rule_sets import (
    made_application,
    made_criterion,
    made_fact,
    made_level,
    made_rule,
    made_rule_set,
)
from tests.unit.scoring.make_facts import make_call

LIMIT = Constant((DatedValue(3), DatedValue(2, date(2025, 1, 1)), DatedValue(3, date(2027, 1, 1))))
MORE = Compare("year", Operator.MORE_THAN, 3, constant="limit")
TEXT = Sentence("Högst {limit} år.", "At most {limit} years.")
RULES = made_rule_set(
    [made_fact("year")],
    [made_rule(replace(made_level(MORE), text=TEXT))],
    {"limit": 3},
    criteria=(made_criterion((1, MORE)),),
    dated_constants={"limit": LIMIT},
)


def judged(judge: EngineJudge, opens_on: date | None, closes_on: date | None = None) -> Verdict:
    """The verdict on a third year in a call of these days."""
    call = replace(make_call(), opens_on=opens_on, closes_on=closes_on)
    application = made_application(answers={"year": 3})
    view = judge.view_call(call, [[application]])
    return judge.judge(call, application, view.context_of(application.application_id) or {}).verdict


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "limit"),
    [
        (date(2024, 12, 31), date(2025, 2, 1), 3),
        (date(2025, 1, 1), None, 2),
        (None, date(2026, 12, 31), 2),
        (date(2027, 1, 1), None, 3),
        (None, None, 3),
    ],
)
def test_the_first_day_of_the_call_chooses_the_values(
    opens_on: date | None, closes_on: date | None, limit: int
) -> None:
    with closing(EngineJudge(RULES)) as judge:
        verdict = judged(judge, opens_on, closes_on)
    met = limit == 2
    assert verdict.findings[0].status is (FindingStatus.MET if met else FindingStatus.NOT_MET)
    assert verdict.criteria[0].points == int(met)
    if met:
        assert verdict.findings[0].text.sv == "Högst 2 år."


def test_one_judge_serves_calls_of_several_days_in_any_order() -> None:
    with closing(EngineJudge(RULES)) as judge:
        years = (2024, 2025, 2024, 2027, 2026)
        outcomes = [judged(judge, date(year, 6, 1)).findings[0].status.value for year in years]
    assert outcomes == ["not_met", "met", "not_met", "not_met", "met"]


def test_days_with_the_same_values_share_a_screener_and_all_are_closed() -> None:
    judges = JudgesByDay(RULES)
    first, second = judges.of(date(2024, 1, 1)), judges.of(date(2025, 1, 1))
    assert judges.of(None) is judges.of(date(2028, 1, 1)) is first
    assert judges.of(date(2026, 1, 1)) is second is not first
    judges.close()
    for judge in (first, second):
        with pytest.raises(EngineFaultError, match="closed"):
            judge.judge(made_application(), {}, max_amount=None)


def test_the_gate_tries_the_values_of_every_day() -> None:
    assert constant_days(RULES) == (None, date(2025, 1, 1), date(2027, 1, 1))
    assert list(reasons_to_refuse(RULES)) == []
    unheard_of = Constant((DatedValue("none"), DatedValue("unheard-of", date(2025, 1, 1))))
    wrong_later = made_rule_set(
        [made_fact("part", FactType.CHOICE, choices=("none", "main"))],
        [made_rule(Compare("part", Operator.IS, "none", constant="limit"))],
        {"limit": "none"},
        dated_constants={"limit": unheard_of},
    )
    with pytest.raises(KeyError, match="unheard-of"):
        list(reasons_to_refuse(wrong_later))
