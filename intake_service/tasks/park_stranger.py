"""Parking a well-formed message about something that intake does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.store.tables import Alarm, ParkedMessage
from shared.plumbing.parking import park, raise_alarm

if TYPE_CHECKING:
    from intake_service.parts import Parts
    from shared.names import TaskName
    from shared.plumbing.receive import Delivery


def park_stranger(parts: Parts, task: TaskName, delivery: Delivery, error: Exception) -> None:
    """Keep the message with an alarm: a database put back from an old copy may explain it."""
    reason = f"{type(error).__name__}: {error}"
    message = {"message_id": delivery.message_id, "request_id": delivery.request_id, "body": delivery.body}
    with parts.database.writing() as session:
        park(session, ParkedMessage, task.value, message, reason, parts.clock)
        raise_alarm(session, Alarm, "message-parked", task.value, {"reason": reason}, parts.clock)
