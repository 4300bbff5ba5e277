"""The tasks ``intake.call_screened`` and ``intake.screening_refused``: how a screening ends.

RETELL:
- (tasks) What intake does with the messages that scoring sends, each safe to run twice.
- (answer_scoring) The task ``intake.send_applications``: give scoring the revisions that it lacks.
- (keep_verdicts) The task ``intake.record_verdicts``: keep verdicts, then end the screening if they were the last.
- (park_stranger) Parking a well-formed message about something that intake does not have.
- (take_up) The task ``intake.screening_begun``: wait for a screening that scoring has begun at the request of a person.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.parts import Parts
from intake_service.store.applications import send_applications
from intake_service.store.screenings import complete_screening, take_up_screening
from intake_service.store.tables import Alarm, ParkedMessage
from intake_service.store.verdicts import record_call_screened, record_screening_refused, record_verdicts
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import park, raise_alarm
from prescreen_shared.plumbing.inbox import Delivery

_log = structlog.get_logger(__name__)


def end_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep the findings about the call, and end the screening when every verdict is here."""
    try:
        with parts.database.writing() as session:
            record_call_screened(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        _park_stranger(parts, TaskName.CALL_SCREENED, delivery, error)
        return
    with parts.database.writing() as session:
        complete_screening(session, UUID(delivery.body["screening_id"]), parts.clock.now())


def refuse_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep why scoring cannot use the rules; the order can be repeated when they are mended."""
    try:
        with parts.database.writing() as session:
            record_screening_refused(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        _park_stranger(parts, TaskName.SCREENING_REFUSED, delivery, error)


def answer_scoring(parts: Parts, delivery: Delivery) -> None:
    """Write the messages with what was asked for to the outbox."""
    with parts.database.writing() as session:
        send_applications(session, delivery.body, parts.clock, request_id=delivery.request_id)


def keep_verdicts(parts: Parts, delivery: Delivery) -> None:
    """Act on one message of verdicts."""
    try:
        with parts.database.writing() as session:
            new = record_verdicts(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        _park_stranger(parts, TaskName.RECORD_VERDICTS, delivery, error)
        return
    # In a transaction of its own, so that of two last chunks one sees the other.
    with parts.database.writing() as session:
        complete_screening(session, UUID(delivery.body["screening_id"]), parts.clock.now())
    _log.info("verdicts_recorded", received=len(delivery.body["verdicts"]), new=new)


def take_up(parts: Parts, delivery: Delivery) -> None:
    """Take the screening up once; scoring says it again until intake has."""
    screening_id = delivery.body["screening_id"]
    try:
        with parts.database.writing() as session:
            is_new = take_up_screening(
                session, delivery.body, parts.resending, parts.clock, request_id=delivery.request_id
            )
    except ScreeningUnknownError as error:
        # Not parked, since it is said again: a database put back from an old copy may have it by then.
        with parts.database.writing() as session:
            raise_alarm(session, Alarm, "screening-of-unknown", screening_id, error.values, parts.clock)
        return
    _log.info("screening_taken_up", screening_id=screening_id, new=is_new)


def _park_stranger(parts: Parts, task: TaskName, delivery: Delivery, error: Exception) -> None:
    """Keep the message with an alarm: a database put back from an old copy may explain it."""
    reason = f"{type(error).__name__}: {error}"
    message = {"message_id": delivery.message_id, "request_id": delivery.request_id, "body": delivery.body}
    with parts.database.writing() as session:
        park(session, ParkedMessage, task.value, message, reason, parts.clock)
        raise_alarm(session, Alarm, "message-parked", task.value, {"reason": reason}, parts.clock)
