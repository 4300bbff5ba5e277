"""Receiving a message: opened against its schema, acted on once, or parked with an alarm; never dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from prescreen_shared.messages.envelope import MessageRefusedError, UnknownMessageVersionError, open_envelope
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow, park, raise_alarm
from prescreen_shared.plumbing.database import Clock, Database

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it was delivered: its checked body and who asked for it.

    ``redelivered`` is True when the broker has handed the same message out before and never had it acknowledged,
    ``retried`` when an earlier attempt ended in good order because the database was away.
    """

    message_id: str
    request_id: str | None
    redelivered: bool
    body: dict[str, Any]
    retried: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """Stands between the queue and what a service does with a message."""

    database: Database
    parked: type[ParkedMessageRow]
    alarms: type[AlarmRow]
    clock: Clock

    def receive(
        self,
        task_name: TaskName,
        message: Any,
        act: Callable[[Delivery], None],
        *,
        redelivered: bool = False,
        retried: bool = False,
    ) -> None:
        """Open one message and act on it; one that is refused is parked with an alarm."""
        try:
            body = open_envelope(task_name, message)
        except UnknownMessageVersionError as error:
            self.park(task_name.value, message, f"unknown version: {error}")
            return
        except MessageRefusedError as error:
            self.park(task_name.value, message, str(error))
            return
        delivery = Delivery(message["message_id"], message.get("request_id"), redelivered, body, retried)
        with structlog.contextvars.bound_contextvars(
            task=task_name.value, message_id=delivery.message_id, request_id=delivery.request_id
        ):
            act(delivery)

    def park(self, task: str, message: Any, reason: str) -> None:
        """Keep a message that cannot be acted on, and raise the alarm ``message-parked``."""
        with self.database.writing() as session:
            park(session, self.parked, task, message, reason, self.clock)
            raise_alarm(session, self.alarms, "message-parked", task[:200], {"reason": reason}, self.clock)
