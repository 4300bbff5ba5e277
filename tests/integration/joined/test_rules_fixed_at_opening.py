"""A call is judged by the rules that were in force when it opened, unless a person moves it by its code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prescreen_shared.names import TaskName
from scoring_service.versions.in_force import roll_back
from scoring_service.versions.views import list_events
from tests.stages.joined import JoinedStage, years_rules
from tests.stages.versions import APPROVER

CODE = "made-2018"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[JoinedStage]:
    stage = JoinedStage(tmp_path)
    stage.activate(stage.approved(years_rules(1, 3)))
    yield stage
    stage.close()


def third_year(stage: JoinedStage, call_id: str) -> None:
    grant = {"grant_type": "project", "prestudy": False, "same_project": True}
    grants = [{"year": year, **grant} for year in (2016, 2017)]
    stage.intake.submit(call_id, earlier_grants=grants, reference="A-1")


def opened(stage: JoinedStage, **terms: Any) -> str:
    call_id = stage.intake.open_call(**terms)
    third_year(stage, call_id)
    return call_id


def rules_of(stage: JoinedStage, call_id: str) -> tuple[int, bool]:
    rules = stage.call(call_id)["rules"]
    return rules["rule_set"]["version"], rules["fixed"]


def test_a_stricter_version_for_calls_to_come_leaves_the_open_call_as_it_is(stage: JoinedStage) -> None:
    """Field case 26: the third project year of an open call is eligible as it was when the call opened."""
    call_id = opened(stage)
    stage.rest()
    done = stage.activate(stage.approved(years_rules(2, 2)))
    stage.rest()
    assert [(each.code, each.version, each.is_touched) for each in done.open_calls] == [
        (CODE, "made@1", False)
    ]
    assert rules_of(stage, call_id) == (1, True)
    assert stage.outcomes(call_id) == {"A-1": "eligible"}


def test_an_activation_by_name_moves_the_open_call_and_is_logged_as_such(stage: JoinedStage) -> None:
    call_id = opened(stage)
    stage.rest()
    stricter = stage.approved(years_rules(2, 2))
    done = stage.activate(stricter, CODE)
    stage.rest()
    assert (done.call_code, done.hint) == (CODE, None)
    event = list_events(stage.parts, call_code=CODE)[0]
    assert (event.kind, event.by, event.reason) == ("activated", APPROVER, "prov")
    assert event.details["open"] is True
    assert event.details["before"] == "made@1"
    assert rules_of(stage, call_id) == (2, True)
    assert stage.outcomes(call_id) == {"A-1": "refuse"}


def test_a_version_activated_before_scoring_has_heard_of_the_opening_does_not_hold(
    stage: JoinedStage,
) -> None:
    """The message that the call has opened is still under way when the stricter version comes into force."""
    call_id = opened(stage)
    stage.clock.advance(seconds=1)
    stage.activate(stage.approved(years_rules(2, 2)))
    stage.rest()
    assert rules_of(stage, call_id) == (1, True)
    assert stage.outcomes(call_id) == {"A-1": "eligible"}


def test_a_call_that_closes_before_scoring_has_heard_of_it_is_judged_as_of_its_opening(
    stage: JoinedStage,
) -> None:
    stage.losing = TaskName.RECEIVE_CALL
    call_id = opened(stage)
    stage.rest()
    stage.activate(stage.approved(years_rules(2, 2)))
    assert stage.outcomes(call_id) == {"A-1": "eligible"}


def test_a_roll_back_for_calls_to_come_leaves_the_open_call_as_it_is(stage: JoinedStage) -> None:
    stage.activate(stage.approved(years_rules(2, 2)))
    call_id = opened(stage)
    stage.rest()
    stage.clock.advance(seconds=1)
    done = roll_back(stage.parts, by=APPROVER, reason="för strängt", name="made")
    stage.rest()
    assert (done.version, [each.version for each in done.open_calls]) == (1, ["made@2"])
    assert rules_of(stage, call_id) == (2, True)
    assert stage.outcomes(call_id) == {"A-1": "refuse"}


def test_of_two_open_calls_each_keeps_its_own_version(stage: JoinedStage) -> None:
    first = opened(stage)
    stage.rest()
    stage.clock.advance(seconds=1)
    stage.activate(stage.approved(years_rules(2, 2)))
    second = opened(stage, code="made-later")
    stage.rest()
    assert (rules_of(stage, first), rules_of(stage, second)) == ((1, True), (2, True))
    stage.activate(stage.approved(years_rules(3, 3)), "made-later")
    done = stage.activate(stage.approved(years_rules(4, 1)))
    assert {(each.code, each.version, each.is_touched) for each in done.open_calls} == {
        (CODE, "made@1", False),
        ("made-later", "made@3", False),
    }
    back = roll_back(stage.parts, by=APPROVER, reason="för strängt", name="made")
    assert {each.version for each in back.open_calls} == {"made@1", "made@3"}
    stage.rest()
    assert (rules_of(stage, first), rules_of(stage, second)) == ((1, True), (3, True))
    assert stage.outcomes(first) == stage.outcomes(second) == {"A-1": "eligible"}


def test_rolling_the_call_itself_back_gives_it_what_it_opened_with(stage: JoinedStage) -> None:
    call_id = opened(stage)
    stage.rest()
    stage.activate(stage.approved(years_rules(2, 2)), CODE)
    stage.activate(stage.approved(years_rules(3, 1)))
    roll_back(stage.parts, by=APPROVER, reason="för strängt", call_code=CODE)
    stage.rest()
    assert rules_of(stage, call_id) == (1, True)
    assert stage.outcomes(call_id) == {"A-1": "eligible"}


def test_what_was_brought_into_force_for_a_draft_is_taken_back_to_what_it_opened_with(
    stage: JoinedStage,
) -> None:
    call_id = stage.intake.create_call()
    stage.rest()
    stage.activate(stage.approved(years_rules(2, 2)), CODE)
    stage.intake.post(f"/api/calls/{call_id}/open")
    third_year(stage, call_id)
    stage.rest()
    assert rules_of(stage, call_id) == (2, True)
    stage.activate(stage.approved(years_rules(3, 1)))
    roll_back(stage.parts, by=APPROVER, reason="för strängt", call_code=CODE)
    stage.rest()
    assert rules_of(stage, call_id) == (1, True)
    assert stage.outcomes(call_id) == {"A-1": "eligible"}


def test_a_call_that_opens_later_has_what_is_in_force_then(stage: JoinedStage) -> None:
    draft = stage.intake.create_call(code="later")
    stage.rest()
    done = stage.activate(stage.approved(years_rules(2, 2)))
    stage.rest()
    assert done.open_calls == ()
    assert rules_of(stage, draft) == (2, False)
    stage.intake.post(f"/api/calls/{draft}/open")
    third_year(stage, draft)
    stage.rest()
    assert rules_of(stage, draft) == (2, True)
    assert stage.outcomes(draft) == {"A-1": "refuse"}


def test_a_call_told_by_an_older_intake_takes_what_comes_into_force_as_before(stage: JoinedStage) -> None:
    stage.losing = TaskName.RECEIVE_CALL
    call_id = opened(stage)
    stage.rest()
    stage.losing = None
    (told,) = [each for each in stage.intake.sent(TaskName.RECEIVE_CALL) if each["rules_as_of"] is not None]
    older = {key: value for key, value in told.items() if key not in ("number", "rules_as_of")}
    stage.scoring.deliver(TaskName.RECEIVE_CALL, older)
    done = stage.activate(stage.approved(years_rules(2, 2)))
    assert [(each.code, each.version, each.is_touched) for each in done.open_calls] == [
        (CODE, "made@2", True)
    ]
    assert stage.call(call_id)["rules"]["state"] == "waiting"


def test_a_code_that_no_call_has_gets_a_hint_with_the_nearest(stage: JoinedStage) -> None:
    opened(stage)
    stage.rest()
    done = stage.activate(stage.approved(years_rules(2, 2)), "made-2081")
    assert done.hint is not None
    assert "made-2081" in done.hint.sv
    assert CODE in done.hint.sv
