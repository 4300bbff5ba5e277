"""Gathering what a manifest names: a screening goes on when every revision is here, and asks intake for what lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import func, select

from scoring_service.store.manifest import missing_revisions
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Alarm, KnownApplication, Outbox, Screening
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from scoring_service.tasks.parts import ScoringParts

ASKED_AT_A_TIME: Final = 500
FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
ASKS_BEFORE_ALARM: Final = 8

_log = structlog.get_logger(__name__)


def start_when_complete(parts: ScoringParts, screening_id: str) -> None:
    """Let a screening go on if nothing is missing any more; asks for nothing."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state == ScreeningState.GATHERING and not missing_revisions(session, screening):
            order_preparation(session, parts, screening)


def ask_for_missing(parts: ScoringParts, screening_id: str) -> None:
    """Let a screening go on if it is complete, else ask intake for what is missing, at growing intervals."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.GATHERING:
            return
        missing = missing_revisions(session, screening)
        if not missing:
            order_preparation(session, parts, screening)
            return
        if _are_arriving(session, parts, screening):
            screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.settings.grace_s)
            return
        _ask(session, parts, screening, missing)


def _are_arriving(session: Session, parts: ScoringParts, screening: Screening) -> bool:
    """Tell whether some came a moment ago: what lacks is then most likely behind them, and asking would double it."""
    received_at = select(func.max(KnownApplication.received_at))
    latest = session.scalar(received_at.where(KnownApplication.call_id == screening.call_id))
    return latest is not None and latest > parts.clock.now() - timedelta(seconds=parts.settings.grace_s)


def lock_screening(session: Session, screening_id: str) -> Screening:
    """Read a screening for changing it.

    Raises:
        LookupError: there is none with this id.
    """
    screening = session.get(Screening, screening_id, with_for_update=True)
    if screening is None:
        raise LookupError(f"no screening {screening_id}")
    return screening


def order_preparation(session: Session, parts: ScoringParts, screening: Screening) -> None:
    """Send a screening on to its preparation, in the caller's transaction."""
    now = parts.clock.now()
    screening.state = ScreeningState.PREPARING
    screening.attempts = 0
    # A message that is lost before anything began is missed sooner than a preparation that is long.
    screening.next_step_at = now + timedelta(seconds=parts.settings.lease_s)
    body = {"screening_id": screening.screening_id}
    enqueue(session, Outbox, TaskName.PREPARE_SCREENING, body, parts.clock, request_id=screening.request_id)


def _ask(
    session: Session, parts: ScoringParts, screening: Screening, missing: Sequence[tuple[str, int]]
) -> None:
    for start in range(0, len(missing), ASKED_AT_A_TIME):
        body = {
            "screening_id": screening.screening_id,
            "call_id": screening.call_id,
            "missing": [list(revision) for revision in missing[start : start + ASKED_AT_A_TIME]],
        }
        enqueue(
            session, Outbox, TaskName.SEND_APPLICATIONS, body, parts.clock, request_id=screening.request_id
        )
    wait = min(FIRST_WAIT_S * 2.0**screening.asks, LONGEST_WAIT_S)
    screening.asks += 1
    screening.next_step_at = parts.clock.now() + timedelta(seconds=wait)
    _log.warning("applications_missing", screening_id=screening.screening_id, missing=len(missing))
    if screening.asks == ASKS_BEFORE_ALARM:
        details = {"missing": len(missing), "asked": screening.asks}
        raise_alarm(session, Alarm, "applications-missing", screening.screening_id, details, parts.clock)
