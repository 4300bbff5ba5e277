"""Closing a call, by the clock or by staff: whoever comes first closes it, and it is closed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from intake_service.domain.errors import CallNotOpenError
from intake_service.store.event_log import log_event
from intake_service.store.find_rows import find_call
from intake_service.store.start_screening import start_screening
from intake_service.store.tables import CallRow
from shared.plumbing.each_alone import each_alone
from shared.statuses import CallState

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from intake_service.domain.resending import ResendPlan
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


def close_call(
    session: Session, call_id: UUID, plan: ResendPlan, clock: Clock, *, request_id: str | None = None
) -> CallRow:
    """Close a call at the request of staff and order its screening; one already closed stays as it is.

    Raises:
        CallNotFoundError: no call has this id.
        CallNotOpenError: the call is a draft.
    """
    if not _close(session, call_id, "staff", plan, clock, request_id=request_id):
        call = find_call(session, call_id)
        if call.state == CallState.DRAFT.value:
            raise CallNotOpenError(call.code)
    return find_call(session, call_id)


def close_due_calls(database: Database, plan: ResendPlan, clock: Clock) -> int:
    """Close every call whose closing moment has come; gives how many this process closed.

    Any number of schedulers may do this at once: the conditional update lets one of them through. A call that cannot be
    closed holds back no other.

    Raises:
        ExceptionGroup: what kept calls from being closed, after the others were.
    """
    due = select(CallRow.call_id).where(_is_due(clock))
    with database.reading() as session:
        waiting = list(session.scalars(due))

    def close(call_id: UUID) -> bool:
        with database.writing() as session:
            return _close(session, call_id, "clock", plan, clock, _is_due(clock))

    return sum(each_alone(waiting, close))


def _is_due(clock: Clock) -> ColumnElement[bool]:
    return (
        (CallRow.state == CallState.OPEN.value)
        & CallRow.closes_automatically.is_(True)
        & (CallRow.closes_at <= clock.now())
    )


def _close(
    session: Session,
    call_id: UUID,
    by: str,
    plan: ResendPlan,
    clock: Clock,
    *conditions: ColumnElement[bool],
    request_id: str | None = None,
) -> bool:
    now = clock.now()
    closing = (
        update(CallRow)
        .where(CallRow.call_id == call_id, CallRow.state == CallState.OPEN.value, *conditions)
        .values(state=CallState.CLOSED.value, closed_at=now, version=CallRow.version + 1)
        .returning(CallRow.call_id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(closing) is None:
        return False
    session.expire_all()
    call = find_call(session, call_id)
    log_event(session, "call_closed", now, call_id=call_id, request_id=request_id, facts={"by": by})
    start_screening(session, call, plan, clock, request_id=request_id)
    return True
