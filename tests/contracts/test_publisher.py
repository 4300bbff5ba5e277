"""What every publisher promises, the fake and the real one alike."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, Protocol
from uuid import uuid4

import pytest

from prescreen_shared.messages.envelope import seal
from prescreen_shared.names import QUEUE_OF_TASK, TaskName
from prescreen_shared.plumbing.processes import CeleryPublisher, Publisher, PublishError, make_celery
from prescreen_shared.plumbing.settings import DeliverySettings
from tests.stages.brokers import OwnBroker, own_broker
from tests.stages.fakes import RecordingPublisher


class Stage(Protocol):
    """A publisher with what a test must see and do around it."""

    publisher: Publisher

    def arrived(self, task: TaskName) -> list[dict[str, Any]]: ...

    def take_broker_away(self) -> None: ...

    def give_broker_back(self) -> None: ...


class FakeStage:
    def __init__(self) -> None:
        self.publisher = RecordingPublisher()

    def arrived(self, task: TaskName) -> list[dict[str, Any]]:
        return [message for name, message in self.publisher.published if name is task]

    def take_broker_away(self) -> None:
        self.publisher.absent = True

    def give_broker_back(self) -> None:
        self.publisher.absent = False


class CeleryStage:
    def __init__(self, broker: OwnBroker) -> None:
        delivery = DeliverySettings(broker.url, 0.2, 60, 500, 60, 300)
        self._broker = broker
        self.publisher = CeleryPublisher(make_celery("scoring", delivery))

    def arrived(self, task: TaskName) -> list[dict[str, Any]]:
        waiting = self._broker.client().lrange(QUEUE_OF_TASK[task].value, 0, -1)
        return [
            json.loads(b64decode(envelope["body"]))[1]["message"]
            for envelope in map(json.loads, reversed(waiting))
            if envelope["headers"]["task"] == task.value
        ]

    def take_broker_away(self) -> None:
        self._broker.kill()

    def give_broker_back(self) -> None:
        self._broker.start()


@pytest.fixture(params=["fake", "celery"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        yield FakeStage()
        return
    with own_broker() as broker:
        yield CeleryStage(broker)


def a_message() -> dict[str, Any]:
    return seal(TaskName.SCREEN_CHUNK, {"screening_id": str(uuid4()), "chunk_id": str(uuid4())})


def test_messages_arrive_whole_and_in_order_on_the_queue_of_their_task(stage: Stage) -> None:
    messages = [a_message() for _ in range(3)]
    for message in messages:
        stage.publisher.publish(TaskName.SCREEN_CHUNK, message)
    assert stage.arrived(TaskName.SCREEN_CHUNK) == messages
    assert stage.arrived(TaskName.RECORD_VERDICTS) == []


def test_without_a_broker_it_says_so_and_afterwards_works_again(stage: Stage) -> None:
    first, second = a_message(), a_message()
    stage.publisher.publish(TaskName.SCREEN_CHUNK, first)
    stage.take_broker_away()
    with pytest.raises(PublishError):
        stage.publisher.publish(TaskName.SCREEN_CHUNK, second)
    stage.give_broker_back()
    stage.publisher.publish(TaskName.SCREEN_CHUNK, second)
    assert second in stage.arrived(TaskName.SCREEN_CHUNK)


def test_nothing_of_a_message_stands_where_celery_would_log_it() -> None:
    with own_broker() as broker:
        stage, message = CeleryStage(broker), a_message()
        stage.publisher.publish(TaskName.SCREEN_CHUNK, message)
        (waiting,) = broker.client().lrange(QUEUE_OF_TASK[TaskName.SCREEN_CHUNK].value, 0, -1)
    assert message["body"]["chunk_id"] not in json.dumps(json.loads(waiting)["headers"])
