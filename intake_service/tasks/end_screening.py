"""The tasks ``intake.call_screened`` and ``intake.screening_refused``: how a screening ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.store.complete_screening import complete_screening
from intake_service.store.record_call_screened import record_call_screened
from intake_service.store.record_screening_refused import record_screening_refused
from intake_service.tasks.park_stranger import park_stranger
from shared.names import TaskName

if TYPE_CHECKING:
    from intake_service.parts import Parts
    from shared.plumbing.receive import Delivery


def end_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep the findings about the call, and end the screening when every verdict is here."""
    try:
        with parts.database.writing() as session:
            record_call_screened(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        park_stranger(parts, TaskName.CALL_SCREENED, delivery, error)
        return
    with parts.database.writing() as session:
        complete_screening(session, UUID(delivery.body["screening_id"]), parts.clock.now())


def refuse_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep why scoring cannot use the rules; the order can be repeated when they are mended."""
    try:
        with parts.database.writing() as session:
            record_screening_refused(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        park_stranger(parts, TaskName.SCREENING_REFUSED, delivery, error)
