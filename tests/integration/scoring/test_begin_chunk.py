"""The beginning of a delivery of a chunk: what counts as a crash of the one before, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import select

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.inbox import Delivery
from scoring_service.screenings.chunks import Beginning, begin_chunk
from scoring_service.store.tables import ScreeningChunk
from tests.scoring_bench import ScoringBench, applications_message, order_message, snapshot

MESSAGE = str(uuid4())


@pytest.fixture
def bench(database_url: str) -> Iterator[ScoringBench]:
    bench = ScoringBench(database_url, chunk_size=4)
    snapshots = [snapshot(number) for number in range(1, 4)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(snapshots))
    bench.deliver(TaskName.SCREEN_CALL, order_message(snapshots))
    bench.pump(losing=TaskName.SCREEN_CHUNK)
    yield bench
    bench.close()


def chunk_of(bench: ScoringBench) -> ScreeningChunk:
    with bench.database.reading() as session:
        return session.scalars(select(ScreeningChunk).where(ScreeningChunk.size == 3)).one()


def begin(bench: ScoringBench, *, redelivered: bool = False, retried: bool = False) -> Beginning:
    delivery = Delivery(MESSAGE, None, redelivered, {}, retried)
    return begin_chunk(bench.parts, chunk_of(bench).chunk_id, delivery)


def test_a_message_that_comes_twice_while_it_is_worked_on_begins_nothing(bench: ScoringBench) -> None:
    assert begin(bench) is Beginning.JUDGE
    assert begin(bench) is Beginning.NOTHING
    assert chunk_of(bench).state == "open"


def test_an_attempt_that_the_database_failed_is_taken_up_at_once_and_is_no_crash(bench: ScoringBench) -> None:
    assert begin(bench) is Beginning.JUDGE
    assert begin(bench, retried=True) is Beginning.JUDGE
    assert (chunk_of(bench).state, chunk_of(bench).crashes) == ("open", 0)


def test_a_next_attempt_that_died_is_a_crash(bench: ScoringBench) -> None:
    assert begin(bench) is Beginning.JUDGE
    assert begin(bench, retried=True) is Beginning.JUDGE
    assert begin(bench, retried=True, redelivered=True) is Beginning.NOTHING
    assert (chunk_of(bench).state, chunk_of(bench).crashes) == ("split", 1)
