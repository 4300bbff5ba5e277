"""Freezing a closed call and ordering its screening.

RETELL:
- (close_call) Closing a call, by the clock or by staff: whoever comes first closes it, and it is closed once.
- (sweep_screenings) Sending again what has no answer, with growing pauses, until it is answered or given up by name.
- (complete_screening) Ending a screening when every application has its verdict and scoring has said that it is done.
- (give_up_screening) Ending a screening that nobody waits for any longer: named, listed and with an alarm.
- (repeat_order) The order of a screening as it is sent again: by the rules that its first verdicts were given by, once there are any.
- (take_up_screening) Taking up a screening that scoring has begun by itself: the same manifest, waited for like the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from intake_service.domain.errors import CallNotOpenError, ScreeningUnknownError
from intake_service.domain.resending import ResendPlan
from intake_service.store.applications import call_snapshot
from intake_service.store.rows import find_call, log_event
from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallRow,
    ImportedDecisionRow,
    Outbox,
    RankingRow,
    RegisterRow,
    ScreeningItemRow,
    ScreeningRow,
)
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Clock, Database, insert_missing
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState

_UNFINISHED = (CallState.CLOSED.value, CallState.PARTIAL.value)
_LISTED = 20


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


def order_to_repeat(screening: ScreeningRow) -> dict[str, Any]:
    """Give the order to send; scoring, put back from an old copy, then judges the rest by the same version."""
    order = screening.order_message
    if screening.rule_set is None or order.get("rule_set_document") is not None:
        return order
    return {**order, "rule_set_sha256": screening.rule_set["sha256"]}


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
    order = _order__take_up_screening(base, body)
    if not _add(session, base, order, body, plan, clock):
        return False
    screening_id = UUID(body["screening_id"])
    _add_items(session, screening_id, [(UUID(key), revision) for key, revision in order["manifest"]])
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order, clock, request_id=request_id)
    facts = {name: body[name] for name in ("screening_id", "based_on", "rule_set", "by", "reason")}
    now = clock.now()
    log_event(session, "screened_again", now, call_id=base.call_id, request_id=request_id, facts=facts)
    return True


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
    _add_items(session, screening_id, manifest)
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order, clock, request_id=request_id)
    facts = {"screening_id": str(screening_id), "applications": len(manifest)}
    log_event(session, "screening_started", now, call_id=call.call_id, request_id=request_id, facts=facts)
    return screening_id


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


def _is_due(clock: Clock) -> ColumnElement[bool]:
    return (
        (CallRow.state == CallState.OPEN.value)
        & CallRow.closes_automatically.is_(True)
        & (CallRow.closes_at <= clock.now())
    )


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


def _order__take_up_screening(base: ScreeningRow, body: Mapping[str, Any]) -> dict[str, Any]:
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


def _add_items(session: Session, screening_id: UUID, manifest: Sequence[tuple[UUID, int]]) -> None:
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
