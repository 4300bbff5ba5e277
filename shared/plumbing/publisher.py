"""Who hands a message to the broker: the port, the Celery part, and the error that says the broker did not take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import redis.exceptions
from kombu.exceptions import OperationalError

from shared.names import QUEUE_OF_TASK, TaskName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from celery import Celery


class PublishError(Exception):
    """The broker did not take the message; nothing is known of whether it arrived."""


class Publisher(Protocol):
    """Hands one sealed message to the queue of its task."""

    def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
        """Give the message to the broker and return when the broker has it.

        Raises:
            PublishError: the broker is absent, frozen or refuses; trying later is safe.
        """
        ...


class CeleryPublisher:
    """Publishes by task name, so that neither service imports the other's code."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
        """See ``Publisher``; the Celery task id is the message's own id, so that one id follows it everywhere."""
        try:
            self._app.send_task(
                task.value,
                kwargs={"message": message},
                # Celery would write the beginning of the message into headers, and from there into logs.
                kwargsrepr="{'message': …}",
                queue=QUEUE_OF_TASK[task].value,
                task_id=message["message_id"],
                ignore_result=True,
            )
        except (OperationalError, redis.exceptions.RedisError, OSError) as error:
            raise PublishError(f"{task.value}: {error}") from error
