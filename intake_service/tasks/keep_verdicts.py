"""The task ``intake.record_verdicts``: keep verdicts, then end the screening if they were the last."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.store.complete_screening import complete_screening
from intake_service.store.record_verdicts import record_verdicts
from intake_service.tasks.park_stranger import park_stranger
from shared.names import TaskName

if TYPE_CHECKING:
    from intake_service.parts import Parts
    from shared.plumbing.receive import Delivery

_log = structlog.get_logger(__name__)


def keep_verdicts(parts: Parts, delivery: Delivery) -> None:
    """Act on one message of verdicts."""
    try:
        with parts.database.writing() as session:
            new = record_verdicts(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        park_stranger(parts, TaskName.RECORD_VERDICTS, delivery, error)
        return
    # In a transaction of its own, so that of two last chunks one sees the other.
    with parts.database.writing() as session:
        complete_screening(session, UUID(delivery.body["screening_id"]), parts.clock.now())
    _log.info("verdicts_recorded", received=len(delivery.body["verdicts"]), new=new)
