"""Letting scoring know a call before it closes, so that rules can be tried on what has come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.store.snapshot import call_snapshot
from intake_service.store.tables import Outbox, RegisterRow
from shared.names import TaskName
from shared.plumbing.outbox import enqueue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow
    from shared.plumbing.clock import Clock


def send_call(session: Session, row: CallRow, clock: Clock, *, request_id: str | None = None) -> None:
    """Send a call as it stands, in the caller's transaction."""
    register = session.get(RegisterRow, row.call_id)
    body = {
        "call": call_snapshot(row),
        "register": None if register is None else register.document,
        "rule_set": row.rule_set,
    }
    enqueue(session, Outbox, TaskName.RECEIVE_CALL, body, clock, request_id=request_id)
