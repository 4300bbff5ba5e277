"""The task ``intake.screening_begun``: wait for a screening that scoring has begun at the request of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.store.tables import Alarm
from intake_service.store.take_up_screening import take_up_screening
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from intake_service.parts import Parts
    from shared.plumbing.receive import Delivery

_log = structlog.get_logger(__name__)


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
