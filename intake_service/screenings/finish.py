"""How a screening ends: when nothing is open any longer, or given up by name once nobody waits for it.

The sweeper sends again what has no answer, with growing pauses, and takes up what a worker left that died.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from intake_service.parts import Parts
from intake_service.screenings.order import order_to_repeat
from intake_service.store.rows import log_event
from intake_service.store.tables import Alarm, CallRow, Outbox, ScreeningItemRow, ScreeningRow
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Clock
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.statuses import CallState, DeliveryState

_UNFINISHED: Final = (CallState.CLOSED.value, CallState.PARTIAL.value)
_LISTED: Final = 20
_IS_OPEN: Final = exists().where(
    ScreeningItemRow.screening_id == ScreeningRow.screening_id,
    ScreeningItemRow.state != DeliveryState.DONE.value,
)
"""Something of a screening still has no verdict."""


def sweep_screenings(parts: Parts) -> int:
    """Look after every screening that is due; gives how many orders were sent again.

    Several sweepers may run: each screening is held by one of them while it looks.

    Raises:
        ExceptionGroup: what kept screenings from being looked after, after the others were.
    """
    now = parts.clock.now()
    due = select(ScreeningRow.screening_id).where(
        ScreeningRow.state == DeliveryState.WAITING.value,
        or_(ScreeningRow.next_send_at <= now, ScreeningRow.deadline_at <= now),
    )
    stuck_though_answered = select(ScreeningRow.screening_id).where(
        ScreeningRow.state == DeliveryState.STUCK.value, ScreeningRow.call_screened_at.is_not(None), ~_IS_OPEN
    )
    with parts.database.reading() as session:
        waiting = list(session.scalars(due))
        # Given up, then answered after all by a worker that died before it could say so.
        waiting += session.scalars(stuck_though_answered)

    def sweep(screening_id: UUID) -> bool:
        with parts.database.writing() as session:
            if complete_screening(session, screening_id, parts.clock.now()):
                return False
            held = due.where(ScreeningRow.screening_id == screening_id).with_for_update(skip_locked=True)
            return session.scalar(held) is not None and _look_after(session, parts, screening_id)

    return sum(each_alone(waiting, sweep))


def complete_screening(session: Session, screening_id: UUID, now: datetime) -> bool:
    """End the screening if nothing is open; True for the one caller whose update ended it.

    To be called in a transaction of its own *after* the one that recorded something: of two that record the last
    verdicts at the same moment, neither sees the other's until it is committed.
    """
    ending = (
        update(ScreeningRow)
        .where(
            ScreeningRow.screening_id == screening_id,
            ScreeningRow.state != DeliveryState.DONE.value,
            ScreeningRow.call_screened_at.is_not(None),
            ~_IS_OPEN,
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


def _look_after(session: Session, parts: Parts, screening_id: UUID) -> bool:
    now, plan, clock = parts.clock.now(), parts.resending, parts.clock
    screening = session.get_one(ScreeningRow, screening_id)
    if now >= screening.deadline_at:
        give_up_screening(session, screening, "screening-stuck", {}, clock)
        return False
    done = _count_done(session, screening_id)
    if done > screening.done_at_last_look:
        # It moves, only slowly: sending again would make scoring say everything twice.
        screening.done_at_last_look = done
        screening.next_send_at = plan.next_at(now, screening.deliveries)
        return False
    if plan.is_over(now, screening.deliveries, screening.deadline_at):
        give_up_screening(session, screening, "screening-stuck", {}, clock)
        return False
    screening.deliveries += 1
    screening.next_send_at = plan.next_at(now, screening.deliveries)
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order_to_repeat(screening), clock)
    return True


def _count_done(session: Session, screening_id: UUID) -> int:
    done = select(func.count()).select_from(ScreeningItemRow)
    of_this = done.where(
        ScreeningItemRow.screening_id == screening_id, ScreeningItemRow.state == DeliveryState.DONE.value
    )
    return session.scalar(of_this) or 0
