"""Several people and several schedulers close the same calls at the same moment: each call is screened once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from benchmarks.made_up.bundle import make_bundle
from intake_service.screenings.order import start_screening
from intake_service.store.tables import CallRow, Outbox, ScreeningRow, VerdictRow
from prescreen.clients import IntakeClient
from prescreen.embedded.one_machine import INTAKE_SCHEDULER, SCORING_SCHEDULER, PairSettings, plan_pair
from prescreen.embedded.supervisor import ProcessPlan
from prescreen_shared.names import TaskName
from prescreen_shared.statuses import CallState
from scoring_service.store import tables as scoring
from tests.faults.supervised_pair import SupervisedPair, supervised_pair, wait_for
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage

pytestmark = pytest.mark.faults

CLOSERS = 8
CALLS = 20
EACH = 5


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupervisedPair]:
    with (
        pytest.MonkeyPatch.context() as environment,
        supervised_pair(tmp_path_factory.mktemp("pair"), environment, plan=_two_schedulers) as pair,
    ):
        yield pair


def test_eight_closers_at_once_order_one_screening(pair: SupervisedPair) -> None:
    call_id = str(pair.client.import_bundle(make_bundle(100))["call_id"])
    with ThreadPoolExecutor(CLOSERS) as people:
        list(people.map(lambda _: _close(pair, call_id), range(CLOSERS)))
    wait_for(lambda: pair.client.screening(call_id).is_over, 60)
    of_call = ScreeningRow.call_id == UUID(call_id)
    assert pair.count(ScreeningRow, of_call) == 1
    assert pair.verdict_counts() == (100, 100)
    assert pair.count(scoring.Outbox, scoring.Outbox.task == TaskName.CALL_SCREENED) == 1


def test_two_schedulers_close_each_due_call_once_and_none_early(pair: SupervisedPair) -> None:
    call_ids = [
        UUID(pair.client.import_bundle(make_bundle(EACH, seed=number))["call_id"]) for number in range(CALLS)
    ]
    due_at = datetime.now(UTC) + timedelta(seconds=3)
    with pair.intake.writing() as session:
        # An imported call waits for staff; these are made to close by the clock, all at one moment.
        ours = update(CallRow).where(CallRow.call_id.in_(call_ids))
        session.execute(ours.values(closes_automatically=True, closes_at=due_at))
    of_ours = ScreeningRow.call_id.in_(call_ids)
    done = VerdictRow.screening_id.in_(select(ScreeningRow.screening_id).where(of_ours))
    wait_for(lambda: pair.count(VerdictRow, done) >= CALLS * EACH, 90)
    with pair.intake.reading() as session:
        first, last = session.execute(
            select(func.min(CallRow.closed_at), func.max(CallRow.closed_at)).where(
                CallRow.call_id.in_(call_ids)
            )
        ).one()
    assert first is not None
    assert last is not None
    print(
        f"{CALLS} calls, two schedulers: the last closed {(last - due_at).total_seconds():.2f} s after its moment"
    )
    assert first >= due_at
    assert pair.count(ScreeningRow, of_ours) == CALLS
    assert pair.count(VerdictRow, done) == CALLS * EACH
    assert pair.count(Outbox, Outbox.task == TaskName.SCREEN_CALL) <= pair.count(ScreeningRow) + CALLS


def test_closers_that_look_before_they_write_order_a_screening_each(tmp_path: Path) -> None:
    stage = IntakeStage(sqlite_url(tmp_path))
    call_id = UUID(stage.open_call())
    all_have_looked = threading.Barrier(CLOSERS)

    def close_carelessly(_: int) -> None:
        with stage.database.reading() as session:
            assert session.get_one(CallRow, call_id).state == CallState.OPEN.value
        all_have_looked.wait(10)
        with stage.database.writing() as session:
            call = session.get_one(CallRow, call_id)
            call.state = CallState.CLOSED.value
            start_screening(session, stage.parts, call)

    with ThreadPoolExecutor(CLOSERS) as people:
        list(people.map(close_carelessly, range(CLOSERS)))
    assert stage.counts()["screening"] == CLOSERS
    stage.close()


def _close(pair: SupervisedPair, call_id: str) -> None:
    with IntakeClient(pair.machine.address) as client:
        client.close_call(call_id)


def _two_schedulers(settings: PairSettings) -> tuple[ProcessPlan, ...]:
    plans = plan_pair(settings)
    doubled = (INTAKE_SCHEDULER, SCORING_SCHEDULER)
    return (*plans, *(replace(plan, name=f"{plan.name}-2") for plan in plans if plan.name in doubled))
