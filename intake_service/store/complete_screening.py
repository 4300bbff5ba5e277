"""Ending a screening when every application has its verdict and scoring has said that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, update

from intake_service.store.event_log import log_event
from intake_service.store.tables import CallRow, ScreeningItemRow, ScreeningRow
from shared.statuses import CallState, DeliveryState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

_UNFINISHED = (CallState.CLOSED.value, CallState.PARTIAL.value)


def complete_screening(session: Session, screening_id: UUID, now: datetime) -> bool:
    """End the screening if nothing is open; True for the one caller whose update ended it.

    To be called in a transaction of its own *after* the one that recorded something: of two that record the last
    verdicts at the same moment, neither sees the other's until it is committed.
    """
    is_open = exists().where(
        ScreeningItemRow.screening_id == ScreeningRow.screening_id,
        ScreeningItemRow.state != DeliveryState.DONE.value,
    )
    ending = (
        update(ScreeningRow)
        .where(
            ScreeningRow.screening_id == screening_id,
            ScreeningRow.state != DeliveryState.DONE.value,
            ScreeningRow.call_screened_at.is_not(None),
            ~is_open,
        )
        .values(state=DeliveryState.DONE.value, finished_at=now)
        .returning(ScreeningRow.call_id)
        .execution_options(synchronize_session=False)
    )
    call_id = session.scalar(ending)
    if call_id is None:
        return False
    call = update(CallRow).where(CallRow.call_id == call_id, CallRow.state.in_(_UNFINISHED))
    screened = call.values(state=CallState.SCREENED.value, version=CallRow.version + 1)
    session.execute(screened.execution_options(synchronize_session=False))
    log_event(session, "call_screened", now, call_id=call_id, facts={"screening_id": str(screening_id)})
    return True
