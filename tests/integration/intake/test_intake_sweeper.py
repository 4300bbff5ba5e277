"""The sweeper: sends again what has no answer, with growing pauses, and gives up by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from intake_service.domain.resending import ResendPlan
from intake_service.screenings.finish import sweep_screenings
from intake_service.screenings.record import record_call_screened, record_verdicts
from intake_service.store.tables import Alarm
from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, call_screened_message, verdicts_message

PLAN = ResendPlan(first_s=30, longest_s=100, most=4, deadline_s=3600)


@pytest.fixture
def closed(stage: IntakeStage) -> dict[str, Any]:
    """A closed call of two applications that waits for its verdicts."""
    call_id = stage.open_call()
    applications = [stage.submit(call_id) for _ in range(2)]
    return {**stage.close_call(call_id), "applications": applications}


def sweep_after(stage: IntakeStage, seconds: float) -> int:
    """Let time pass and sweep."""
    stage.clock.advance(seconds=seconds)
    return sweep_screenings(replace(stage.parts, resending=PLAN))


def screening(stage: IntakeStage, closed: dict[str, Any]) -> dict[str, Any]:
    """Read how the screening stands."""
    return dict(stage.http.get(f"/api/calls/{closed['call_id']}/screening").json)


def record_all_but_the_last_step(stage: IntakeStage, closed: dict[str, Any]) -> None:
    """Keep everything that scoring says, as a worker that dies before it ends the screening."""
    with stage.database.writing() as session:
        verdicts = verdicts_message(closed["screening_id"], *closed["applications"])
        record_verdicts(session, verdicts, stage.clock)
        end = call_screened_message(closed["screening_id"], closed["call_id"], 2)
        record_call_screened(session, end, stage.clock)


def test_an_order_without_an_answer_is_sent_again_with_growing_pauses(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    pauses = [29, 1, 59, 1, 99, 1]
    assert [sweep_after(stage, pause) for pause in pauses] == [0, 1, 0, 1, 0, 1]
    orders = stage.sent(TaskName.SCREEN_CALL)
    assert len(orders) == 4
    assert all(order == orders[0] for order in orders)
    assert screening(stage, closed)["deliveries"] == 4


def test_what_is_never_answered_ends_stuck_with_an_alarm(stage: IntakeStage, closed: dict[str, Any]) -> None:
    stage.receive(
        TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], closed["applications"][0])
    )
    for _ in range(20):
        sweep_after(stage, 100)
    stands = screening(stage, closed)
    assert (stands["state"], stands["done"], stands["stuck"]) == ("stuck", 1, 1)
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "partial"
    with stage.database.reading() as session:
        (alarm,) = session.scalars(select(Alarm)).all()
    assert (alarm.kind, alarm.details["first"]) == (
        "screening-stuck",
        [closed["applications"][1]["application_id"]],
    )
    assert len(stage.sent(TaskName.SCREEN_CALL)) == 4


def test_a_screening_that_moves_is_left_alone(stage: IntakeStage, closed: dict[str, Any]) -> None:
    stage.receive(
        TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], closed["applications"][0])
    )
    assert sweep_after(stage, 30) == 0
    assert screening(stage, closed)["deliveries"] == 1
    assert sweep_after(stage, 30) == 1


def test_a_deadline_ends_the_waiting(stage: IntakeStage, closed: dict[str, Any]) -> None:
    stage.clock.advance(hours=7)
    sweep_after(stage, 0)
    assert screening(stage, closed)["state"] == "stuck"


def test_verdicts_that_come_after_the_deadline_still_finish_the_call(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    stage.clock.advance(hours=7)
    sweep_after(stage, 0)
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], *closed["applications"]))
    end = call_screened_message(closed["screening_id"], closed["call_id"], 2)
    stage.receive(TaskName.CALL_SCREENED, end)
    assert screening(stage, closed)["state"] == "done"
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_stuck_screening_whose_last_step_was_lost_is_ended_by_the_sweeper(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    stage.clock.advance(hours=7)
    sweep_after(stage, 0)
    record_all_but_the_last_step(stage, closed)
    assert screening(stage, closed)["state"] == "stuck"
    assert sweep_after(stage, 1) == 0
    assert screening(stage, closed)["state"] == "done"
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_screening_whose_last_step_was_lost_is_ended_by_the_sweeper(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    record_all_but_the_last_step(stage, closed)
    assert screening(stage, closed)["state"] == "waiting"
    assert sweep_after(stage, 30) == 0
    assert screening(stage, closed)["state"] == "done"
