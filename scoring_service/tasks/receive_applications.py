"""``scoring.receive_applications``: keep what intake sent, and let a screening go on that waited for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlalchemy import select

from scoring_service.store.keep_applications import keep_applications
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Alarm, Screening
from scoring_service.tasks.gather import start_when_complete
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery

_log = structlog.get_logger(__name__)


def receive_applications(parts: ScoringParts, delivery: Delivery) -> None:
    """Keep each revision once; a repeated message changes nothing."""
    call_id = str(UUID(delivery.body["call_id"]))
    with parts.database.writing() as session:
        receipt = keep_applications(session, call_id, delivery.body["applications"], parts.clock.now())
        for application_id in receipt.differing:
            # The first is kept: verdicts may rest on it.
            details = {"call_id": call_id, "message_id": delivery.message_id}
            raise_alarm(session, Alarm, "revision-differs", application_id, details, parts.clock)
    _log.info("applications_received", call_id=call_id, new=receipt.new, repeated=receipt.repeated)
    _go_on(parts, call_id)


def _go_on(parts: ScoringParts, call_id: str) -> None:
    # After the commit above: two deliveries that complete a manifest together must see each other's rows.
    waiting = select(Screening.screening_id).where(
        Screening.call_id == call_id, Screening.state == ScreeningState.GATHERING
    )
    with parts.database.reading() as session:
        screening_ids = session.scalars(waiting).all()
    for screening_id in screening_ids:
        start_when_complete(parts, screening_id)
