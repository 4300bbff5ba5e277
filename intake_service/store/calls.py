"""Creating a call as a draft, changing its terms, opening it.

RETELL:
- (send_call) Letting scoring know a call before it closes, so that rules can be tried on what has come in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_service.domain.call import require_draft
from intake_service.domain.errors import CallCodeTakenError
from intake_service.store.applications import call_snapshot
from intake_service.store.rows import columns_of, log_event, status_of
from intake_service.store.tables import CallRow, Outbox, RegisterRow
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Clock
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.statuses import CallState


def create_call(session: Session, terms: Mapping[str, Any], now: datetime) -> CallRow:
    """Store a new draft call with terms that were read and checked.

    Raises:
        CallCodeTakenError: another call has the code.
    """
    if code_is_taken(session, terms["code"]):
        raise CallCodeTakenError(terms["code"])
    row = CallRow(call_id=uuid4(), created_at=now, state=CallState.DRAFT.value, **columns_of(terms))
    session.add(row)
    session.flush()
    log_event(session, "call_created", now, call_id=row.call_id, facts={"code": row.code})
    return row


def code_is_taken(session: Session, code: str) -> bool:
    """Tell whether a call has this code."""
    return session.scalar(select(CallRow.call_id).where(CallRow.code == code)) is not None


def change_call(session: Session, row: CallRow, terms: Mapping[str, Any], now: datetime) -> None:
    """Change the terms of a draft call to ``terms``, complete.

    Raises:
        CallNotDraftError: the call has been opened.
        CallCodeTakenError: another call has the code.
    """
    require_draft(status_of(row))
    if terms["code"] != row.code and code_is_taken(session, terms["code"]):
        raise CallCodeTakenError(terms["code"])
    for name, value in columns_of(terms).items():
        setattr(row, name, value)
    session.flush()
    log_event(session, "call_changed", now, call_id=row.call_id)


def open_call(session: Session, row: CallRow, clock: Clock, *, request_id: str | None = None) -> None:
    """Let applicants apply, and let scoring know the call; an open call stays as it is.

    Raises:
        InputRefusedError: the call is to close by the clock but states no closing day, or it has passed.
        CallNotDraftError: the call has been closed.
    """
    now = clock.now()
    if row.state == CallState.OPEN.value:
        return
    require_draft(status_of(row))
    if row.closes_automatically and row.closes_at is None:
        raise InputRefusedError([Fault("closing_day_missing", "closes_on")])
    if row.closes_automatically and row.closes_at is not None and row.closes_at <= now:
        raise InputRefusedError([Fault("closing_moment_passed", "closes_on", {"closes_at": row.closes_at})])
    row.state, row.opened_at = CallState.OPEN.value, now
    session.flush()
    log_event(session, "call_opened", now, call_id=row.call_id)
    _send_call(session, row, clock, request_id=request_id)


def _send_call(session: Session, row: CallRow, clock: Clock, *, request_id: str | None = None) -> None:
    """Send a call as it stands, in the caller's transaction."""
    register = session.get(RegisterRow, row.call_id)
    body = {
        "call": call_snapshot(row),
        "register": None if register is None else register.document,
        "rule_set": row.rule_set,
    }
    enqueue(session, Outbox, TaskName.RECEIVE_CALL, body, clock, request_id=request_id)
