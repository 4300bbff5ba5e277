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

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

Counts = dict[str, dict[str, int]]


def count_rows(session: Session) -> Counts:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "calls": _by(session, CallRow.state),
        "applications": _by(session, ApplicationRow.state),
        "screening_items": _by(session, ScreeningItemRow.state),
        "outbox_waiting": _all(session, Outbox.sent_at.is_(None)),
        "parked_messages": _all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": _all(session, Alarm.settled_at.is_(None)),
        "repeated_answers": {"all": session.scalar(select(func.sum(ScreeningRow.duplicates))) or 0},
    }


def _by(session: Session, state: InstrumentedAttribute[str]) -> dict[str, int]:
    return dict(session.execute(select(state, func.count()).group_by(state)).all())


def _all(session: Session, condition: ColumnElement[bool]) -> dict[str, int]:
    return {"all": session.scalar(select(func.count()).where(condition)) or 0}
