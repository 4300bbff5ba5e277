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
from tests.scoring_bench import ScoringBench, applications_message, order_message, snapshot

FINISHERS = 6
SCREENINGS = 15


@pytest.fixture
def bench(database_url: str) -> Iterator[ScoringBench]:
    bench = ScoringBench(database_url)
    yield bench
    bench.close()


def open_screening(bench: ScoringBench) -> str:
    order = order_message([snapshot(1)], screening_id=str(uuid4()))
    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump(losing=TaskName.SCREEN_CHUNK)
    with bench.database.writing() as session:
        now = bench.clock.now()
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


def test_six_racing_finishers_end_each_screening_once(bench: ScoringBench) -> None:
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([snapshot(1)]))
    screening_ids = [open_screening(bench) for _ in range(SCREENINGS)]
    with bench.database.reading() as session:
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
            with bench.database.writing() as session:
                mine = ScreeningChunk.chunk_id == chunks[screening_id][place]
                session.execute(update(ScreeningChunk).where(mine).values(state=ChunkState.DONE.value))
            if complete(bench.parts, screening_id):
                endings.append(screening_id)

    threads = [threading.Thread(target=finish, args=(place,)) for place in range(FINISHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert sorted(endings) == sorted(screening_ids)
    with bench.database.reading() as session:
        assert set(session.scalars(select(Screening.state))) == {ScreeningState.DONE.value}
        said = session.scalars(
            select(Outbox.message).where(Outbox.task == TaskName.CALL_SCREENED.value)
        ).all()
    assert sorted(message["body"]["screening_id"] for message in said) == sorted(screening_ids)


def test_an_end_that_nobody_lived_to_say_is_said_by_the_sweeper(bench: ScoringBench) -> None:
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([snapshot(1)]))
    open_screening(bench)
    with bench.database.writing() as session:
        session.execute(update(ScreeningChunk).values(state=ChunkState.DONE.value))
    bench.pump()
    assert len(bench.said[TaskName.CALL_SCREENED]) == 1
