"""Counting what operators watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallRow,
    Outbox,
    ParkedMessage,
    ScreeningItemRow,
    ScreeningRow,
)
from shared.plumbing.count_by_state import count_all, count_by_state

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Counts = dict[str, dict[str, int]]


def count_rows(session: Session) -> Counts:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "calls": count_by_state(session, CallRow.state),
        "applications": count_by_state(session, ApplicationRow.state),
        "screening_items": count_by_state(session, ScreeningItemRow.state),
        "outbox_waiting": count_all(session, Outbox.sent_at.is_(None)),
        "parked_messages": count_all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": count_all(session, Alarm.settled_at.is_(None)),
        "repeated_answers": {"all": session.scalar(select(func.sum(ScreeningRow.duplicates))) or 0},
    }
