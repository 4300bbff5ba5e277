"""Receiving a message: opened against its schema, acted on once, or parked with an alarm; never dropped.

Parked, too, is what Celery itself would throw away: messages of a task that this worker does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from celery import Celery, Task, signals
from sqlalchemy.exc import InterfaceError, OperationalError

from prescreen_shared.messages.envelope import MessageRefusedError, UnknownMessageVersionError, open_envelope
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow, park, raise_alarm
from prescreen_shared.plumbing.database import Clock, Database

RETRIED: Final = (OperationalError, InterfaceError)
"""The database is absent or locked: the only faults that trying again can mend."""
MOST_RETRIES: Final = 8
LONGEST_RETRY_S: Final = 30
_log = structlog.get_logger(__name__)


def park_unknown_tasks(receiver: Receiver) -> None:
    """Keep every message that the worker rejects unread; call once, in the worker's own process."""

    def unknown(message: Any = None, name: str | None = None, **_: Any) -> None:
        receiver.park(name or "unknown", _readable(message), "unknown task")

    def rejected(message: Any = None, exc: BaseException | None = None, **_: Any) -> None:
        receiver.park("unknown", _readable(message), f"not a task message: {exc}")

    signals.task_unknown.connect(unknown, weak=False)
    signals.task_rejected.connect(rejected, weak=False)


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

    def register(self, app: Celery, task_name: TaskName, act: Callable[[Delivery], None]) -> None:
        """Make ``act`` the task ``task_name`` of a worker's application.

        ``act`` must be safe to run twice. A database that is absent is waited for; any other exception fails the
        task once and loudly, and the sweeper of whoever waits for the effect sends again.
        """

        def run(task: Task[Any, Any], message: Any) -> None:
            redelivered = bool((task.request.delivery_info or {}).get("redelivered"))
            try:
                retried = task.request.retries > 0
                self.receive(task_name, message, act, redelivered=redelivered, retried=retried)
            except RETRIED as error:
                pause = min(2**task.request.retries, LONGEST_RETRY_S)
                raise task.retry(exc=error, countdown=pause, max_retries=MOST_RETRIES) from error

        app.task(bind=True, name=task_name.value)(run)

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


def _readable(message: Any) -> Any:
    body = getattr(message, "body", message)
    text = body.decode("utf-8", "backslashreplace") if isinstance(body, bytes) else str(body)
    # PostgreSQL cannot keep a NUL in a text.
    return {"headers": str(getattr(message, "headers", None)), "body": text.replace("\x00", "\\x00")}
