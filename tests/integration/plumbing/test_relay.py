"""The outbox and its relay, on both databases: nothing is lost, and nothing is doubled within a lease."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.outbox import PublishError, enqueue
from prescreen_shared.plumbing.relay import Relay
from tests.stages.fakes import RecordingPublisher, SetClock
from tests.stages.plumbing_tables import Alarm, Outbox, Parked, plumbing_database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = plumbing_database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def publisher() -> RecordingPublisher:
    return RecordingPublisher()


def relay_of(
    database: Database, publisher: RecordingPublisher, clock: SetClock, *, window: int = 100
) -> Relay:
    return Relay(database, Outbox, Parked, Alarm, publisher, clock, lease_s=60, window=window)


def write_rows(database: Database, clock: SetClock, count: int) -> list[str]:
    chunk_ids = [str(uuid4()) for _ in range(count)]
    with database.writing() as session:
        for chunk_id in chunk_ids:
            body = {"screening_id": str(uuid4()), "chunk_id": chunk_id}
            enqueue(session, Outbox, TaskName.SCREEN_CHUNK, body, clock)
    return chunk_ids


def chunks_of(publisher: RecordingPublisher) -> list[str]:
    return [message["body"]["chunk_id"] for _, message in publisher.published]


def test_what_is_due_is_sent_once_and_in_order(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    written = write_rows(database, clock, 120)
    relay = relay_of(database, publisher, clock)

    assert relay.send_due() is True
    assert relay.send_due() is False
    assert relay.send_due() is False
    assert chunks_of(publisher) == written


def test_a_row_rolled_back_is_never_sent(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    def fail() -> None:
        with database.writing() as session:
            body = {"screening_id": str(uuid4()), "chunk_id": str(uuid4())}
            enqueue(session, Outbox, TaskName.SCREEN_CHUNK, body, clock)
            session.flush()
            raise RuntimeError("the change did not happen")

    with pytest.raises(RuntimeError):
        fail()
    relay_of(database, publisher, clock).send_due()
    assert publisher.published == []


def test_with_the_broker_down_nothing_is_lost_and_what_was_taken_is_not_sent_again(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    written = write_rows(database, clock, 120)
    relay = relay_of(database, publisher, clock, window=500)
    publisher.absent_after = 70

    with pytest.raises(PublishError):
        relay.send_due()
    publisher.absent_after = None
    relay.send_due()

    assert chunks_of(publisher) == written


def test_a_row_that_cannot_be_sent_is_parked_and_holds_up_none_behind_it(
    database: Database, clock: SetClock
) -> None:
    class Choosy(RecordingPublisher):
        def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
            if message["body"]["chunk_id"] == written[1]:
                raise TypeError("cannot be encoded")
            super().publish(task, message)

    written = write_rows(database, clock, 120)
    publisher = Choosy()
    relay = relay_of(database, publisher, clock)

    with pytest.raises(TypeError):
        relay.send_due()
    relay.send_due()
    relay.send_due()

    assert chunks_of(publisher) == [written[0], *written[2:]]
    with database.reading() as session:
        (parked,) = session.scalars(select(Parked)).all()
        (alarm,) = session.scalars(select(Alarm)).all()
    assert parked.message["body"]["chunk_id"] == written[1]
    assert parked.reason == "TypeError: cannot be encoded"
    assert (alarm.kind, alarm.subject) == ("message-not-sendable", TaskName.SCREEN_CHUNK.value)


def test_a_database_that_fails_parks_nothing(
    database: Database, clock: SetClock, publisher: RecordingPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    written = write_rows(database, clock, 3)
    relay = relay_of(database, publisher, clock)
    with monkeypatch.context() as patched:
        patched.setattr(Relay, "_publish", fail)
        with pytest.raises(OperationalError):
            relay.send_due()
    clock.advance(seconds=61)
    relay.send_due()

    assert chunks_of(publisher) == written


def test_a_relay_that_died_is_replaced_when_its_lease_has_run_out(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    class KilledError(BaseException):
        pass

    class Killing(RecordingPublisher):
        def publish(self, *_: object) -> None:
            raise KilledError

    written = write_rows(database, clock, 10)
    with pytest.raises(KilledError):
        relay_of(database, Killing(), clock).send_due()

    relay = relay_of(database, publisher, clock)
    relay.send_due()
    assert publisher.published == []
    clock.advance(seconds=61)
    relay.send_due()
    assert chunks_of(publisher) == written


def test_two_relays_at_once_send_each_row_once(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    written = write_rows(database, clock, 300)

    def drain() -> None:
        relay = relay_of(database, publisher, clock, window=40)
        while relay.send_due() or len(publisher.published) < len(written):
            pass

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(chunks_of(publisher)) == Counter(written)


def test_a_relay_slower_than_its_lease_leaves_the_rest_to_others(database: Database, clock: SetClock) -> None:
    class Slow(RecordingPublisher):
        def publish(self, task: TaskName, message: object) -> None:
            super().publish(task, message)  # type: ignore[arg-type]
            clock.advance(seconds=2)

    write_rows(database, clock, 80)
    publisher = Slow()
    assert relay_of(database, publisher, clock).send_due() is True
    assert len(publisher.published) == 50


def test_a_task_that_only_a_newer_version_knows_waits_and_stops_nobody(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    written = write_rows(database, clock, 2)
    with database.writing() as session:
        first = select(Outbox.outbox_id).order_by(Outbox.outbox_id).limit(1).scalar_subquery()
        session.execute(update(Outbox).where(Outbox.outbox_id == first).values(task="scoring.of_tomorrow"))

    relay_of(database, publisher, clock).send_due()
    assert chunks_of(publisher) == written[1:]


def test_sent_rows_are_deleted_when_old_and_waiting_ones_never(
    database: Database, clock: SetClock, publisher: RecordingPublisher
) -> None:
    write_rows(database, clock, 3)
    relay = relay_of(database, publisher, clock)
    relay.send_due()
    clock.advance(days=8)
    waiting = write_rows(database, clock, 1)
    clock.advance(days=8)

    relay.delete_sent(keep_s=7 * 86_400)
    with database.reading() as session:
        assert [row.message["body"]["chunk_id"] for row in session.scalars(select(Outbox))] == waiting
