"""Counting what operators watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.store.tables import (
    Alarm,
    BacktestRow,
    ManagedVersion,
    Outbox,
    ParkedMessage,
    Screening,
    ScreeningChunk,
)
from shared.plumbing.count_by_state import count_all, count_by_state

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def count_rows(session: Session) -> dict[str, dict[str, int]]:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "versions": count_by_state(session, ManagedVersion.state),
        "screenings": count_by_state(session, Screening.state),
        "chunks": count_by_state(session, ScreeningChunk.state),
        "trials": count_by_state(session, BacktestRow.state),
        "outbox_waiting": count_all(session, Outbox.sent_at.is_(None)),
        "parked_messages": count_all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": count_all(session, Alarm.settled_at.is_(None)),
    }
