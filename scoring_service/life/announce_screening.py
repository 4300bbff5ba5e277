"""Telling intake of a screening that was begun here, until it has taken it up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scoring_service.store.tables import Alarm, Outbox
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.store.tables import ManagedVersion, Screening
    from shared.plumbing.clock import Clock

FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
TIMES_BEFORE_ALARM: Final = 8


def announce_screening(session: Session, screening: Screening, version: ManagedVersion, clock: Clock) -> None:
    """Send the announcement, once more if need be, in the caller's transaction; the pauses grow."""
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "based_on": screening.based_on,
        "rule_set": {"name": version.name, "version": version.version, "sha256": version.sha256},
        "by": screening.ordered_by,
        "reason": screening.reason,
    }
    enqueue(session, Outbox, TaskName.SCREENING_BEGUN, body, clock, request_id=screening.request_id)
    wait = min(FIRST_WAIT_S * 2.0**screening.announcements, LONGEST_WAIT_S)
    screening.announcements += 1
    screening.announce_at = clock.now() + timedelta(seconds=wait)
    if screening.announcements == TIMES_BEFORE_ALARM:
        details = {"call": screening.call_code, "times": screening.announcements}
        raise_alarm(session, Alarm, "screening-not-taken-up", screening.screening_id, details, clock)
