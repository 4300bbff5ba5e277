"""Ending a screening that nobody waits for any longer: named, listed and with an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from intake_service.store.event_log import log_event
from intake_service.store.tables import Alarm, CallRow, ScreeningItemRow
from shared.plumbing.parking import raise_alarm
from shared.statuses import CallState, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from intake_service.store.tables import ScreeningRow
    from shared.plumbing.clock import Clock

_LISTED = 20


def give_up_screening(
    session: Session, screening: ScreeningRow, alarm: str, details: Mapping[str, Any], clock: Clock
) -> None:
    """Make what has no verdict stuck and the call partial, and raise ``alarm``; late verdicts are still kept."""
    now = clock.now()
    open_items = update(ScreeningItemRow).where(
        ScreeningItemRow.screening_id == screening.screening_id,
        ScreeningItemRow.state == DeliveryState.WAITING.value,
    )
    stuck = open_items.values(state=DeliveryState.STUCK.value).returning(ScreeningItemRow.application_id)
    ids = sorted(str(application_id) for application_id in session.scalars(stuck))
    screening.state, screening.finished_at = DeliveryState.STUCK.value, now
    call = update(CallRow).where(
        CallRow.call_id == screening.call_id, CallRow.state == CallState.CLOSED.value
    )
    partial = call.values(state=CallState.PARTIAL.value, version=CallRow.version + 1)
    session.execute(partial.execution_options(synchronize_session=False))
    facts = {**details, "call_id": str(screening.call_id), "stuck": len(ids), "first": ids[:_LISTED]}
    raise_alarm(session, Alarm, alarm, str(screening.screening_id), facts, clock)
    logged = {"screening_id": str(screening.screening_id), "stuck": len(ids), "alarm": alarm}
    log_event(session, "screening_stuck", now, call_id=screening.call_id, facts=logged)
