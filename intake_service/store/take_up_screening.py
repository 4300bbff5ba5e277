"""Taking up a screening that scoring has begun by itself: the same manifest, waited for like the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.store.event_log import log_event
from intake_service.store.start_screening import add_items
from intake_service.store.tables import Outbox, ScreeningRow
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.plumbing.upsert import insert_missing
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from intake_service.domain.resending import ResendPlan
    from shared.plumbing.clock import Clock


def take_up_screening(
    session: Session,
    body: Mapping[str, Any],
    plan: ResendPlan,
    clock: Clock,
    *,
    request_id: str | None = None,
) -> bool:
    """Wait for the screening from now on, and order it so that scoring knows; False when it was taken up before.

    Raises:
        ScreeningUnknownError: the screening that it is based on is none of the call's.
    """
    base = session.get(ScreeningRow, UUID(body["based_on"]))
    if base is None or base.call_id != UUID(body["call_id"]):
        raise ScreeningUnknownError(body["based_on"])
    order = _order(base, body)
    if not _add(session, base, order, body, plan, clock):
        return False
    screening_id = UUID(body["screening_id"])
    add_items(session, screening_id, [(UUID(key), revision) for key, revision in order["manifest"]])
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order, clock, request_id=request_id)
    facts = {name: body[name] for name in ("screening_id", "based_on", "rule_set", "by", "reason")}
    now = clock.now()
    log_event(session, "screened_again", now, call_id=base.call_id, request_id=request_id, facts=facts)
    return True


def _order(base: ScreeningRow, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **base.order_message,
        "screening_id": body["screening_id"],
        "rule_set": body["rule_set"]["name"],
        "rule_set_document": None,
        "rule_set_sha256": body["rule_set"]["sha256"],
    }


def _add(
    session: Session,
    base: ScreeningRow,
    order: Mapping[str, Any],
    body: Mapping[str, Any],
    plan: ResendPlan,
    clock: Clock,
) -> bool:
    now = clock.now()
    row = {
        "screening_id": UUID(body["screening_id"]),
        "call_id": base.call_id,
        "state": DeliveryState.WAITING.value,
        "order_message": order,
        "rule_set": body["rule_set"],
        "based_on": base.screening_id,
        "ordered_by": body["by"],
        "reason": body["reason"],
        "deliveries": 1,
        "next_send_at": plan.next_at(now, 1),
        "deadline_at": plan.deadline_at(now),
        "done_at_last_look": 0,
        "duplicates": 0,
        "started_at": now,
    }
    return insert_missing(session, ScreeningRow, [row]) == 1
