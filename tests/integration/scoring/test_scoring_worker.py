"""A real worker of scoring on a real broker: what it cannot read is kept, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from prescreen_shared.messages.envelope import seal
from prescreen_shared.names import QUEUE_OF_TASK, Queue, TaskName
from prescreen_shared.plumbing.processes import CeleryPublisher, make_celery
from prescreen_shared.plumbing.settings import DeliverySettings
from scoring_service.store.tables import Alarm, ParkedMessage
from tests.faults.killable import wait_for
from tests.faults.scoring_processes import ScoringProcesses
from tests.stages.brokers import own_broker
from tests.stages.databases import sqlite_url


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[ScoringProcesses]:
    with own_broker() as broker:
        stage = ScoringProcesses(broker, sqlite_url(tmp_path), tmp_path, SCORING_CONCURRENCY="1")
        stage.start("worker")
        stage.start("scheduler")
        yield stage
        stage.close()


def parked(stage: ScoringProcesses) -> list[ParkedMessage]:
    with stage.database.reading() as session:
        return list(session.scalars(select(ParkedMessage)))


def test_unknown_versions_tasks_and_bodies_are_parked_and_the_rest_goes_on(stage: ScoringProcesses) -> None:
    app = make_celery("intake", DeliverySettings(stage.broker.url, 0.2, 60, 500, 60, 300))
    body = {"screening_id": str(uuid4()), "chunk_id": str(uuid4())}
    newer = seal(TaskName.SCREEN_CHUNK, body) | {"version": 7}
    CeleryPublisher(app).publish(TaskName.SCREEN_CHUNK, newer)
    app.send_task("scoring.of_tomorrow", kwargs={"message": {"x": 1}}, queue=Queue.SCORING_CHUNKS.value)
    app.send_task(
        TaskName.SCREEN_CALL.value,
        kwargs={"message": "ingen låda"},
        queue=QUEUE_OF_TASK[TaskName.SCREEN_CALL].value,
    )
    stage.send_call(3)

    assert wait_for(lambda: len(parked(stage)) == 3 and stage.kept() == 3, 60), stage.last_words()
    reasons = sorted(row.reason for row in parked(stage))
    assert any(reason.startswith("unknown version") for reason in reasons)
    assert "unknown task" in reasons
    with stage.database.reading() as session:
        assert set(session.scalars(select(Alarm.kind))) == {"message-parked"}
