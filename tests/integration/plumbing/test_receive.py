"""Receipt of messages on both databases: acted on once opened, parked with an alarm when not, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from prescreen_shared.messages.envelope import seal
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.inbox import Delivery, Receiver
from tests.stages.fakes import SetClock
from tests.stages.plumbing_tables import Alarm, Parked, plumbing_database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = plumbing_database(database_url)
    yield database
    database.close()


@pytest.fixture
def receiver(database: Database) -> Receiver:
    return Receiver(database, Parked, Alarm, SetClock())


def a_message(**changes: Any) -> dict[str, Any]:
    body = {"screening_id": str(uuid4()), "chunk_id": str(uuid4())}
    return seal(TaskName.SCREEN_CHUNK, body, request_id="r-1") | changes


def refuse_to_act(_delivery: Delivery) -> None:
    raise AssertionError("a message that is refused must not be acted on")


def parked_in(database: Database) -> list[Parked]:
    with database.reading() as session:
        return list(session.scalars(select(Parked)))


def alarms_in(database: Database) -> list[Alarm]:
    with database.reading() as session:
        return list(session.scalars(select(Alarm)))


def test_a_good_message_reaches_the_action_with_its_ids(receiver: Receiver) -> None:
    taken: list[Delivery] = []
    message = a_message()
    receiver.receive(TaskName.SCREEN_CHUNK, message, taken.append)
    assert taken == [Delivery(message["message_id"], "r-1", False, message["body"])]


def test_an_unknown_version_is_parked_with_an_alarm(receiver: Receiver, database: Database) -> None:
    message = a_message(version=99)
    receiver.receive(TaskName.SCREEN_CHUNK, message, refuse_to_act)

    (parked,) = parked_in(database)
    assert parked.message == message
    assert "99 is not one of [1]" in parked.reason
    assert [(alarm.kind, alarm.subject) for alarm in alarms_in(database)] == [
        ("message-parked", "scoring.screen_chunk")
    ]


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "text",
        {},
        {"task": "scoring.screen_chunk"},
        a_message(body={"screening_id": "x", "chunk_id": "y"}),
        a_message(task="scoring.screen_call"),
        a_message(body={"screening_id": "a\x00b"}),
        a_message(body={"screening_id": float("nan")}),
    ],
)
def test_a_message_that_is_refused_is_parked_as_it_came(
    receiver: Receiver, database: Database, message: Any
) -> None:
    receiver.receive(TaskName.SCREEN_CHUNK, message, refuse_to_act)
    assert len(parked_in(database)) == 1


def test_the_same_alarm_again_is_counted_and_opened_again(database: Database) -> None:
    clock = SetClock()
    for details in ({"n": 1}, {"n": 2}):
        with database.writing() as session:
            raise_alarm(session, Alarm, "screening-fault", "a-1", details, clock)
        clock.advance(minutes=1)
    (alarm,) = alarms_in(database)
    assert (alarm.occurrences, alarm.details, alarm.settled_at) == (2, {"n": 2}, None)
    assert alarm.last_raised_at > alarm.first_raised_at


def test_a_fault_in_the_action_is_not_swallowed(receiver: Receiver) -> None:
    def fault(_delivery: Delivery) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        receiver.receive(TaskName.SCREEN_CHUNK, a_message(), fault)


def test_a_database_error_says_nothing_of_the_values(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as raised, database.reading() as session:
        session.execute(text("SELECT missing FROM nowhere WHERE words = :words"), {"words": "en öppen träff"})
    assert "träff" not in str(raised.value)
