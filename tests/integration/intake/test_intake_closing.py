"""Closing by the clock: on time, once, whoever else is closing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from intake_service.screenings.order import close_due_calls
from intake_service.store.tables import CallRow
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Database
from tests.stages.intake import IntakeStage


def state_of(stage: IntakeStage, call_id: str) -> str:
    """Give the state of a call."""
    return str(stage.http.get(f"/api/calls/{call_id}").json["state"])


@pytest.mark.parametrize(
    ("closes_on", "moment"),
    [
        ("2017-12-01", datetime(2017, 12, 1, 23, tzinfo=UTC)),
        ("2018-03-24", datetime(2018, 3, 24, 23, tzinfo=UTC)),
        ("2018-03-25", datetime(2018, 3, 25, 22, tzinfo=UTC)),
        ("2018-10-27", datetime(2018, 10, 27, 22, tzinfo=UTC)),
        ("2018-10-28", datetime(2018, 10, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_call_closes_at_local_midnight_also_on_the_nights_when_clocks_change(
    stage: IntakeStage, closes_on: str, moment: datetime
) -> None:
    call_id = stage.open_call(closes_on=closes_on)
    stage.submit(call_id)
    stage.clock.set(moment - timedelta(seconds=1))
    assert close_due_calls(stage.parts) == 0
    assert state_of(stage, call_id) == "open"
    stage.clock.set(moment)
    assert close_due_calls(stage.parts) == 1
    assert state_of(stage, call_id) == "closed"


def test_an_exact_closing_moment_in_the_hour_that_comes_twice_is_kept(stage: IntakeStage) -> None:
    call_id = stage.open_call(closes_on="2018-10-28", closes_at="2018-10-28T02:30:00+01:00")
    stage.clock.set(datetime(2018, 10, 28, 0, 30, tzinfo=UTC))
    assert close_due_calls(stage.parts) == 0
    stage.clock.set(datetime(2018, 10, 28, 1, 30, tzinfo=UTC))
    assert close_due_calls(stage.parts) == 1
    assert state_of(stage, call_id) == "closed"


def test_three_schedulers_at_once_close_each_call_once(stage: IntakeStage) -> None:
    calls = [stage.open_call(code=f"call-{number}") for number in range(6)]
    for call_id in calls:
        stage.submit(call_id)
    stage.clock.set(datetime(2017, 12, 2, tzinfo=UTC))
    databases = [Database(stage.database.url) for _ in range(3)]
    with ThreadPoolExecutor(3) as schedulers:
        closed = list(
            schedulers.map(
                lambda database: close_due_calls(replace(stage.parts, database=database)), databases
            )
        )
    for database in databases:
        database.close()
    assert sum(closed) == len(calls)
    orders = [order["call"]["call_id"] for order in stage.sent(TaskName.SCREEN_CALL)]
    assert sorted(orders) == sorted(calls)


def test_a_call_that_does_not_close_by_itself_stays_open(stage: IntakeStage) -> None:
    call_id = stage.open_call(closes_automatically=False)
    stage.clock.advance(days=400)
    assert close_due_calls(stage.parts) == 0
    assert state_of(stage, call_id) == "open"


def test_a_call_that_cannot_be_closed_holds_back_no_other(stage: IntakeStage) -> None:
    calls = [stage.open_call(code=code) for code in ("a", "b", "c")]
    with stage.database.writing() as session:
        broken = update(CallRow).where(CallRow.call_id == UUID(calls[1]))
        session.execute(broken.values(grant_types={"project": "not a kind of grant"}))
    stage.clock.set(datetime(2100, 1, 1, tzinfo=UTC))
    with pytest.raises(ExceptionGroup):
        close_due_calls(stage.parts)
    with stage.database.reading() as session:
        states = [session.get_one(CallRow, UUID(call_id)).state for call_id in calls]
    assert states == ["closed", "open", "closed"]
