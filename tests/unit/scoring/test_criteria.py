"""What criteria give: points that are sure, points that what is not stated could give, never another outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from prescreen_shared.schemas.derive import message_of
from prescreen_shared.shapes.verdict import CriterionFinding, Sentence, Verdict
from prescreen_shared.shapes.verdict import Verdict as VerdictShape
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.cases.case import own_case_faults
from scoring_service.domain.condition import All, Compare, Fact, FactType, IsStated, Operator, Truth
from scoring_service.domain.evaluate import LevelKey, Referee, decide
from scoring_service.domain.finding import ENGINE_DIFFERENCE
from scoring_service.domain.judge_application import EngineDifference
from scoring_service.domain.rule_set import Level, OwnCase, RuleSet, expect_points
from scoring_service.engine.judge import ApplicationJudge
from scoring_service.store.verdicts import verdict_message
from tests.stages.made_rule_sets import (
    made_application,
    made_criterion,
    made_fact,
    made_facts,
    made_rule,
    made_rule_set,
    same,
)

MET, NOT_MET, OPEN = FindingStatus.MET, FindingStatus.NOT_MET, FindingStatus.UNDETERMINED
LINK = made_criterion(
    (3, All((Compare("link", Operator.IS, "named"), Compare("places", Operator.AT_LEAST, 2)))),
    Level(Effect.NOTE, Compare("link", Operator.IS_NOT, "none"), Sentence("Anknytning: {link}.", "Link: {link}."), 1),
    criterion_id="research-link",
    text_undetermined=Sentence("Mer kan finnas; saknas: {missing}.", "There may be more; missing: {missing}."),
)  # fmt: skip
PLACES = made_criterion(
    (2, Compare("places", Operator.AT_LEAST, 3)), criterion_id="same-name", grant_types=("project",)
)
FACTS = [
    made_fact("link", FactType.CHOICE, choices=("none", "idea", "named")),
    made_fact("places"),
    made_fact("asked", FactType.AMOUNT),
]
RULE = made_rule(Compare("asked", Operator.MORE_THAN, 100), rule_id="same-name")
RULES = made_rule_set(FACTS, [RULE], criteria=(LINK, PLACES))


class WrongEngine:
    """An engine that answers as the referee does but for one level."""

    name, version = "wrong", "1"

    def __init__(self, rule_set: RuleSet, key: LevelKey) -> None:
        self._referee, self._key = Referee(rule_set), key

    def evaluate(self, values: Mapping[str, Any]) -> dict[LevelKey, Truth]:
        """Answer, with the opposite of the one level."""
        answers = self._referee.evaluate(values)
        return answers | {self._key: Truth.TRUE if answers[self._key] is Truth.FALSE else Truth.FALSE}

    def close(self) -> None:
        """Nothing to give back."""


def screened(
    rule_set: RuleSet = RULES, engine: WrongEngine | None = None, grant_type: str = "project", **values: Any
) -> tuple[Verdict, tuple[EngineDifference, ...]]:
    """The verdict of engine and referee."""
    judge = ApplicationJudge(rule_set, engine)
    try:
        return judge.judge(made_application(grant_type=grant_type), made_facts(**values), max_amount=None)
    finally:
        judge.close()


def given(**values: Any) -> CriterionFinding:
    """What the criterion on research links gives."""
    verdict, alarms = screened(**values)
    assert alarms == ()
    return verdict.criteria[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"link": "named", "places": 2}, (MET, 3, 3, ())),
        ({"link": "named", "places": 1}, (MET, 1, 1, ())),
        ({"link": "named"}, (OPEN, 1, 3, ("answers.places",))),
        ({"link": "idea"}, (MET, 1, 1, ())),
        ({"link": "none"}, (NOT_MET, 0, 0, ())),
        ({"places": 2}, (OPEN, 0, 3, ("answers.link",))),
        ({"places": 1}, (OPEN, 0, 1, ("answers.link",))),
        ({}, (OPEN, 0, 3, ("answers.link", "answers.places"))),
    ],
)
def test_points_are_those_of_the_highest_level_that_is_sure_and_the_highest_that_is_not_ruled_out(
    values: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = given(**values)
    assert (found.status, found.points, found.possible_points, found.missing) == expected
    assert found.max_points == 3


def test_an_unknown_level_of_no_more_points_leaves_nothing_open() -> None:
    criterion = made_criterion((2, Compare("a", Operator.IS, 1)), (2, Compare("b", Operator.IS, 1)))
    decided = decide(criterion, [Truth.UNKNOWN, Truth.TRUE], {"b": 1})
    assert (decided.status, decided.points, decided.possible_points, decided.missing) == (MET, 2, 2, ())


def test_the_sentence_says_what_is_sure_and_then_what_is_open() -> None:
    assert given(link="idea").text == Sentence("Anknytning: idea.", "Link: idea.")
    assert given(link="named").text.sv == "Anknytning: named. Mer kan finnas; saknas: the places."
    assert given(places=1).text.en == "There may be more; missing: the link."
    assert given(link="none").text.sv == "research-link: inga poäng."


def test_the_deciding_values_stand_with_the_points() -> None:
    assert given(link="named", places=2).facts == {"link": "named", "places": 2}
    assert given(link=Fact("idea", details={"words": "idé"}), places=9).facts == {
        "link": "idea",
        "link.words": "idé",
    }


@pytest.mark.parametrize("places", [None, 0, 9])
@pytest.mark.parametrize("link", [None, "none", "named"])
def test_no_points_change_the_outcome(places: int | None, link: str | None) -> None:
    without = replace(RULES, criteria=())
    for asked in (None, 100, 101):
        with_them, _ = screened(asked=asked, places=places, link=link)
        assert with_them.outcome is screened(without, asked=asked, places=places, link=link)[0].outcome


def test_a_criterion_of_another_grant_type_is_left_out() -> None:
    verdict, _ = screened(grant_type="study_visit", places=9, link="none")
    assert [found.criterion for found in verdict.criteria] == ["research-link"]
    assert [found.max_points for found in verdict.criteria] == [3]


def test_a_criterion_with_the_id_of_a_rule_is_evaluated_by_itself() -> None:
    verdict, alarms = screened(asked=101, places=1, link="none")
    assert alarms == ()
    assert (verdict.findings[0].status, verdict.criteria[1].status) == (MET, NOT_MET)


def test_where_the_evaluators_differ_on_a_criterion_its_points_are_unknown_and_the_application_referred() -> (
    None
):
    key = LevelKey("same-name", 0, of_criterion=True)
    values = {"asked": 101, "places": 9, "link": "none"}
    verdict, alarms = screened(engine=WrongEngine(RULES, key), **values)
    doubted = verdict.criteria[1]
    assert (doubted.status, doubted.points, doubted.possible_points) == (OPEN, 0, 2)
    assert verdict.criteria[0].status is NOT_MET
    assert verdict.outcome is Outcome.REFER
    assert [found.rule for found in verdict.findings] == [ENGINE_DIFFERENCE, "same-name"]
    assert verdict.findings[1].status is MET
    assert [(alarm.key, alarm.referee, alarm.values) for alarm in alarms] == [
        (key, Truth.TRUE, {"places": 9})
    ]


@pytest.mark.parametrize("values", [{}, {"link": "named"}, {"link": "none", "places": 9}])
def test_a_verdict_with_points_fits_its_message(values: dict[str, Any]) -> None:
    message = verdict_message(screened(**values)[0])
    assert message_of(VerdictShape)().validate(message) == {}
    assert [each["criterion"] for each in message["criteria"]] == ["research-link", "same-name"]


def test_a_verdict_without_criteria_is_sent_as_before_there_were_any() -> None:
    assert "criteria" not in verdict_message(screened(replace(RULES, criteria=()))[0])


@pytest.mark.parametrize(
    ("facts", "points", "possible", "said"),
    [
        ({"link": "idea"}, 1, 1, None),
        ({}, 0, 3, None),
        ({"link": "idea"}, 3, 3, "gives 1 points"),
        ({"link": "named"}, 1, 1, "gives 1 points, possible 3, missing: places"),
    ],
)
def test_a_case_holds_where_both_its_points_do(
    facts: dict[str, Any], points: int, possible: int, said: str | None
) -> None:
    case = OwnCase("a case", facts, expect_points(points, possible))
    faults = own_case_faults(replace(LINK, cases=(case,)))
    assert len(faults) == (said is not None)
    assert all(number == 0 and str(said) in fault.en and "a case" in fault.sv for number, fault in faults)


def test_a_level_of_no_points_gives_its_sentence_and_nothing_else() -> None:
    nought = made_criterion(
        (1, Compare("places", Operator.AT_LEAST, 2)), Level(Effect.NOTE, IsStated("places"), same("few"))
    )
    verdict, _ = screened(made_rule_set(FACTS, [RULE], criteria=(nought,)), places=1)
    assert (verdict.criteria[0].status, verdict.criteria[0].text.sv) == (NOT_MET, "few")
