"""Freezing a closed call and ordering its screening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from intake_service.store.event_log import log_event
from intake_service.store.snapshot import call_snapshot
from intake_service.store.tables import (
    ApplicationRow,
    ImportedDecisionRow,
    Outbox,
    RankingRow,
    RegisterRow,
    ScreeningItemRow,
    ScreeningRow,
)
from shared.names import TaskName
from shared.plumbing.outbox import enqueue
from shared.statuses import ApplicationState, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from intake_service.domain.resending import ResendPlan
    from intake_service.store.tables import CallRow
    from shared.plumbing.clock import Clock


def start_screening(
    session: Session, call: CallRow, plan: ResendPlan, clock: Clock, *, request_id: str | None = None
) -> UUID:
    """Freeze the manifest of a call closed in this same transaction and order its screening; gives its id."""
    now, screening_id = clock.now(), uuid4()
    manifest = _manifest(session, call.call_id)
    order = _order(session, call, screening_id, manifest)
    session.add(
        ScreeningRow(
            screening_id=screening_id,
            call_id=call.call_id,
            order_message=order,
            next_send_at=plan.next_at(now, 1),
            deadline_at=plan.deadline_at(now),
            started_at=now,
        )
    )
    session.flush()
    add_items(session, screening_id, manifest)
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order, clock, request_id=request_id)
    facts = {"screening_id": str(screening_id), "applications": len(manifest)}
    log_event(session, "screening_started", now, call_id=call.call_id, request_id=request_id, facts=facts)
    return screening_id


def _manifest(session: Session, call_id: UUID) -> list[tuple[UUID, int]]:
    submitted = (
        select(ApplicationRow.application_id, ApplicationRow.revision)
        .where(ApplicationRow.call_id == call_id, ApplicationRow.state == ApplicationState.SUBMITTED.value)
        .order_by(ApplicationRow.reference)
    )
    return [(application_id, revision) for application_id, revision in session.execute(submitted)]


def _order(
    session: Session, call: CallRow, screening_id: UUID, manifest: Sequence[tuple[UUID, int]]
) -> dict[str, Any]:
    rankings = session.scalars(
        select(RankingRow).where(RankingRow.call_id == call.call_id).order_by(RankingRow.administration)
    )
    register = session.get(RegisterRow, call.call_id)
    return {
        "screening_id": str(screening_id),
        "call": call_snapshot(call),
        "manifest": [[str(application_id), revision] for application_id, revision in manifest],
        "rankings": {row.administration: row.references for row in rankings},
        "register": None if register is None else register.document,
        "decided_sums": _decided_sums(session, call),
        "rule_set": call.rule_set,
        "rule_set_document": call.rule_set_document,
    }


def _decided_sums(session: Session, call: CallRow) -> dict[str, dict[str, int]] | None:
    """Compare the sums of imported decisions with what the call states, where it states anything."""
    total = func.coalesce(func.sum(ImportedDecisionRow.awarded_amount), 0)
    decided = (
        select(ApplicationRow.grant_type, total)
        .join(ImportedDecisionRow, ImportedDecisionRow.application_id == ApplicationRow.application_id)
        .where(ApplicationRow.call_id == call.call_id)
        .group_by(ApplicationRow.grant_type)
    )
    sums = {kind: int(amount or 0) for kind, amount in session.execute(decided)}
    if not sums:
        return None
    budgets = {name: kind["budget"] for name, kind in call.grant_types.items()}
    stated = {**budgets, **(call.stated_totals or {})}
    return {
        name: {"decided": sums.get(name, 0), "stated": stated[name]}
        for name in call.grant_type_order
        if stated.get(name) is not None
    }


def add_items(session: Session, screening_id: UUID, manifest: Sequence[tuple[UUID, int]]) -> None:
    """Keep which revisions a screening waits for."""
    rows = [
        {
            "screening_id": screening_id,
            "application_id": application_id,
            "revision": revision,
            "state": DeliveryState.WAITING.value,
        }
        for application_id, revision in manifest
    ]
    if rows:
        session.execute(insert(ScreeningItemRow), rows)
