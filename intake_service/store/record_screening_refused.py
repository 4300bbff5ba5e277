"""Keeping that scoring cannot screen a call with the rules named, and ordering it again once they are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from intake_service.domain.errors import ScreeningNotFoundError
from intake_service.store.event_log import log_event
from intake_service.store.give_up_screening import give_up_screening
from intake_service.store.read_screening import latest_screening
from intake_service.store.record_verdicts import known_screening
from intake_service.store.repeat_order import order_to_repeat
from intake_service.store.tables import Outbox, ScreeningItemRow
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from intake_service.domain.resending import ResendPlan
    from intake_service.store.tables import CallRow, ScreeningRow
    from shared.plumbing.clock import Clock


def record_screening_refused(session: Session, body: Mapping[str, Any], clock: Clock) -> None:
    """End the screening as stuck with the problems that scoring names; one already ended stays as it is.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = known_screening(session, body["screening_id"])
    if screening.state != DeliveryState.WAITING.value or screening.call_screened_at is not None:
        return
    screening.problems = list(body["problems"])
    details = {"rule_set": body["rule_set"], "problems": screening.problems[:20]}
    give_up_screening(session, screening, "screening-refused", details, clock)


def order_again(session: Session, call: CallRow, plan: ResendPlan, clock: Clock) -> ScreeningRow:
    """Order what is stuck once more; a screening that is done, or still waited for, stays as it is.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    screening = latest_screening(session, call.call_id)
    if screening is None:
        raise ScreeningNotFoundError(call.code)
    if screening.state != DeliveryState.STUCK.value:
        return screening
    now = clock.now()
    screening.state, screening.finished_at, screening.problems = DeliveryState.WAITING.value, None, None
    screening.deliveries, screening.next_send_at = 1, plan.next_at(now, 1)
    screening.deadline_at = plan.deadline_at(now)
    stuck = update(ScreeningItemRow).where(
        ScreeningItemRow.screening_id == screening.screening_id,
        ScreeningItemRow.state == DeliveryState.STUCK.value,
    )
    session.execute(stuck.values(state=DeliveryState.WAITING.value))
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order_to_repeat(screening), clock)
    facts = {"screening_id": str(screening.screening_id)}
    log_event(session, "screening_ordered_again", now, call_id=call.call_id, facts=facts)
    return screening
