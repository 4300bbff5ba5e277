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
from tests.stages.scoring import ScoringStage, applications_message, order_message, snapshot

MESSAGE = str(uuid4())


@pytest.fixture
def stage(database_url: str) -> Iterator[ScoringStage]:
    stage = ScoringStage(database_url, chunk_size=4)
    snapshots = [snapshot(number) for number in range(1, 4)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(snapshots))
    stage.deliver(TaskName.SCREEN_CALL, order_message(snapshots))
    stage.pump(losing=TaskName.SCREEN_CHUNK)
    yield stage
    stage.close()


def chunk_of(stage: ScoringStage) -> ScreeningChunk:
    with stage.database.reading() as session:
        return session.scalars(select(ScreeningChunk).where(ScreeningChunk.size == 3)).one()


def begin(stage: ScoringStage, *, redelivered: bool = False, retried: bool = False) -> Beginning:
    delivery = Delivery(MESSAGE, None, redelivered, {}, retried)
    return begin_chunk(stage.parts, chunk_of(stage).chunk_id, delivery)


def test_a_message_that_comes_twice_while_it_is_worked_on_begins_nothing(stage: ScoringStage) -> None:
    assert begin(stage) is Beginning.JUDGE
    assert begin(stage) is Beginning.NOTHING
    assert chunk_of(stage).state == "open"


def test_an_attempt_that_the_database_failed_is_taken_up_at_once_and_is_no_crash(stage: ScoringStage) -> None:
    assert begin(stage) is Beginning.JUDGE
    assert begin(stage, retried=True) is Beginning.JUDGE
    assert (chunk_of(stage).state, chunk_of(stage).crashes) == ("open", 0)


def test_a_next_attempt_that_died_is_a_crash(stage: ScoringStage) -> None:
    assert begin(stage) is Beginning.JUDGE
    assert begin(stage, retried=True) is Beginning.JUDGE
    assert begin(stage, retried=True, redelivered=True) is Beginning.NOTHING
    assert (chunk_of(stage).state, chunk_of(stage).crashes) == ("split", 1)
