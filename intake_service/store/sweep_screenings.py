"""Sending again what has no answer, with growing pauses, until it is answered or given up by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select

from intake_service.store.complete_screening import complete_screening
from intake_service.store.give_up_screening import give_up_screening
from intake_service.store.repeat_order import order_to_repeat
from intake_service.store.tables import Outbox, ScreeningItemRow, ScreeningRow
from shared.names import TaskName
from shared.plumbing.each_alone import each_alone
from shared.plumbing.outbox import enqueue
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from intake_service.domain.resending import ResendPlan
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


def sweep_screenings(database: Database, plan: ResendPlan, clock: Clock) -> int:
    """Look after every screening that is due; gives how many orders were sent again.

    Several sweepers may run: each screening is held by one of them while it looks.

    Raises:
        ExceptionGroup: what kept screenings from being looked after, after the others were.
    """
    now = clock.now()
    due = select(ScreeningRow.screening_id).where(
        ScreeningRow.state == DeliveryState.WAITING.value,
        or_(ScreeningRow.next_send_at <= now, ScreeningRow.deadline_at <= now),
    )
    with database.reading() as session:
        waiting = list(session.scalars(due))
        # Given up, then answered after all by a worker that died before it could say so.
        waiting += session.scalars(_stuck_though_answered())

    def sweep(screening_id: UUID) -> bool:
        with database.writing() as session:
            if complete_screening(session, screening_id, clock.now()):
                return False
            held = due.where(ScreeningRow.screening_id == screening_id).with_for_update(skip_locked=True)
            return session.scalar(held) is not None and _look_after(session, screening_id, plan, clock)

    return sum(each_alone(waiting, sweep))


def _stuck_though_answered() -> Select[UUID]:
    is_open = exists().where(
        ScreeningItemRow.screening_id == ScreeningRow.screening_id,
        ScreeningItemRow.state != DeliveryState.DONE.value,
    )
    return select(ScreeningRow.screening_id).where(
        ScreeningRow.state == DeliveryState.STUCK.value, ScreeningRow.call_screened_at.is_not(None), ~is_open
    )


def _look_after(session: Session, screening_id: UUID, plan: ResendPlan, clock: Clock) -> bool:
    now, screening = clock.now(), session.get_one(ScreeningRow, screening_id)
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
