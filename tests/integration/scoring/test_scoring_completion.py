"""The end of a screening is said exactly once, however many finish at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from prescreen_shared.names import TaskName
from scoring_service.screenings.sending import complete
from scoring_service.store.tables import ChunkState, Outbox, Screening, ScreeningChunk, ScreeningState
from tests.stages.scoring import ScoringStage, applications_message, order_message, snapshot

FINISHERS = 6
SCREENINGS = 15


@pytest.fixture
def stage(database_url: str) -> Iterator[ScoringStage]:
    stage = ScoringStage(database_url)
    yield stage
    stage.close()


def open_screening(stage: ScoringStage) -> str:
    order = order_message([snapshot(1)], screening_id=str(uuid4()))
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump(losing=TaskName.SCREEN_CHUNK)
    with stage.database.writing() as session:
        now = stage.clock.now()
        session.add_all(
            ScreeningChunk(
                chunk_id=str(uuid4()),
                screening_id=order["screening_id"],
                state=ChunkState.OPEN.value,
                size=1,
                send_at=now,
                created_at=now,
            )
            for _ in range(FINISHERS - 1)
        )
    return str(order["screening_id"])


def test_six_racing_finishers_end_each_screening_once(stage: ScoringStage) -> None:
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([snapshot(1)]))
    screening_ids = [open_screening(stage) for _ in range(SCREENINGS)]
    with stage.database.reading() as session:
        chunks = {
            screening_id: session.scalars(
                select(ScreeningChunk.chunk_id).where(ScreeningChunk.screening_id == screening_id)
            ).all()
            for screening_id in screening_ids
        }
    endings: list[str] = []
    barrier = threading.Barrier(FINISHERS)

    def finish(place: int) -> None:
        for screening_id in screening_ids:
            barrier.wait(30)
            with stage.database.writing() as session:
                mine = ScreeningChunk.chunk_id == chunks[screening_id][place]
                session.execute(update(ScreeningChunk).where(mine).values(state=ChunkState.DONE.value))
            if complete(stage.parts, screening_id):
                endings.append(screening_id)

    threads = [threading.Thread(target=finish, args=(place,)) for place in range(FINISHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert sorted(endings) == sorted(screening_ids)
    with stage.database.reading() as session:
        assert set(session.scalars(select(Screening.state))) == {ScreeningState.DONE.value}
        said = session.scalars(
            select(Outbox.message).where(Outbox.task == TaskName.CALL_SCREENED.value)
        ).all()
    assert sorted(message["body"]["screening_id"] for message in said) == sorted(screening_ids)


def test_an_end_that_nobody_lived_to_say_is_said_by_the_sweeper(stage: ScoringStage) -> None:
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([snapshot(1)]))
    open_screening(stage)
    with stage.database.writing() as session:
        session.execute(update(ScreeningChunk).values(state=ChunkState.DONE.value))
    stage.pump()
    assert len(stage.said[TaskName.CALL_SCREENED]) == 1
