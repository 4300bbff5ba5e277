"""Closing a call and ordering its screening, ordering again what is stuck, taking up what scoring has begun itself.

A call closes by the clock or by staff, whoever comes first, and once. With that the manifest is frozen: exactly the
revisions that scoring is to judge. A screening made again has the manifest of the one that it is based on.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from intake_service.domain.errors import CallNotOpenError
from intake_service.parts import Parts
from intake_service.store.answers import latest_screening, screening_document
from intake_service.store.applications import call_snapshot
from intake_service.store.registers import register_of_bundle, register_to_use
from intake_service.store.rows import find_call, log_event
from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallCheckRow,
    CallRow,
    ImportedDecisionRow,
    Outbox,
    RankingRow,
    ScreeningItemRow,
    ScreeningRow,
)
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import insert_missing
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState

Json = dict[str, Any]
_RECEIVED: Final = (ApplicationState.SUBMITTED.value, ApplicationState.SCREENED.value)
_log = structlog.get_logger(__name__)


def close_call(parts: Parts, call_id: UUID, *, request_id: str | None = None) -> tuple[CallRow, UUID]:
    """Close a call for staff, order its screening, and give both; one already closed stays as it is.

    Raises:
        CallNotFoundError: no call has this id.
        CallNotOpenError: the call is a draft.
    """
    with parts.database.writing() as session:
        closed = _close(session, parts, call_id, "staff", request_id=request_id)
        call = find_call(session, call_id)
        if not closed and call.state == CallState.DRAFT.value:
            raise CallNotOpenError(call.code)
        return call, latest_screening(session, call).screening_id


def close_due_calls(parts: Parts) -> int:
    """Close every call whose closing moment has come; gives how many this process closed.

    Any number of schedulers may do this at once: the conditional update lets one of them through. A call that cannot be
    closed holds back no other.

    Raises:
        ExceptionGroup: what kept calls from being closed, after the others were.
    """
    is_due = (
        (CallRow.state == CallState.OPEN.value)
        & CallRow.closes_automatically.is_(True)
        & (CallRow.closes_at <= parts.clock.now())
    )
    with parts.database.reading() as session:
        waiting = list(session.scalars(select(CallRow.call_id).where(is_due)))

    def close(call_id: UUID) -> bool:
        with parts.database.writing() as session:
            return _close(session, parts, call_id, "clock", is_due)

    return sum(each_alone(waiting, close))


def order_again(parts: Parts, call_id: UUID) -> Json:
    """Order what is stuck once more; a screening that is done, or still waited for, stays as it is.

    Raises:
        CallNotFoundError: no call has this id.
        ScreeningNotFoundError: the call has not been closed.
    """
    with parts.database.writing() as session:
        screening = latest_screening(session, find_call(session, call_id, lock=True))
        if screening.state != DeliveryState.STUCK.value:
            return screening_document(session, screening)
        now = parts.clock.now()
        screening.state, screening.finished_at, screening.problems = DeliveryState.WAITING.value, None, None
        screening.deliveries, screening.next_send_at = 1, parts.resending.next_at(now, 1)
        screening.deadline_at = parts.resending.deadline_at(now)
        stuck = update(ScreeningItemRow).where(
            ScreeningItemRow.screening_id == screening.screening_id,
            ScreeningItemRow.state == DeliveryState.STUCK.value,
        )
        session.execute(stuck.values(state=DeliveryState.WAITING.value))
        enqueue(session, Outbox, TaskName.SCREEN_CALL, order_to_repeat(screening), parts.clock)
        facts = {"screening_id": str(screening.screening_id)}
        log_event(session, "screening_ordered_again", now, call_id=call_id, facts=facts)
        return screening_document(session, screening)


def take_up_screening(parts: Parts, delivery: Delivery) -> None:
    """Wait from now on for a screening that scoring has begun, and order it once so that scoring knows; it says it until then."""
    body = delivery.body
    with parts.database.writing() as session:
        base = session.get(ScreeningRow, UUID(body["based_on"]))
        if base is None or base.call_id != UUID(body["call_id"]):
            # Not parked, since it is said again: a database put back from an old copy may have it by then.
            about = {"screening_id": body["based_on"]}
            raise_alarm(session, Alarm, "screening-of-unknown", body["screening_id"], about, parts.clock)
            return
        is_new = _order_like(session, parts, base, delivery)
    _log.info("screening_taken_up", screening_id=body["screening_id"], new=is_new)


def order_to_repeat(screening: ScreeningRow) -> dict[str, Any]:
    """Give the order to send; scoring, put back from an old copy, then judges the rest by the same version."""
    order = screening.order_message
    if screening.rule_set is None or order.get("rule_set_document") is not None:
        return order
    return {**order, "rule_set_sha256": screening.rule_set["sha256"]}


def start_screening(
    session: Session,
    parts: Parts,
    call: CallRow,
    *,
    request_id: str | None = None,
    based_on: ScreeningRow | None = None,
    **told: str,
) -> UUID:
    """Freeze the manifest of a call, closed in this same transaction or before, and order its screening; gives its id.

    ``based_on`` is an earlier one, whose rules judge again; ``told`` are ``ordered_by`` and ``reason`` then.
    """
    screening_id, manifest = uuid4(), _manifest(session, call.call_id)
    register, used = _register_for(session, call, based_on)
    order = _order(session, call, screening_id, manifest, register)
    about: Json = {**told, "register_version": used}
    if based_on is not None:
        about["based_on"] = based_on.screening_id
        same_rules = based_on.order_message["rule_set"] == order["rule_set"]
        if based_on.rule_set is not None and same_rules and order["rule_set_document"] is None:
            order["rule_set_sha256"] = based_on.rule_set["sha256"]
    _add(session, parts, order, request_id, call_id=call.call_id, **about)
    facts = {
        "screening_id": str(screening_id),
        "applications": len(manifest),
        "register_version": used,
        **told,
    }
    now = parts.clock.now()
    log_event(session, "screening_started", now, call_id=call.call_id, request_id=request_id, facts=facts)
    return screening_id


def _register_for(
    session: Session, call: CallRow, based_on: ScreeningRow | None
) -> tuple[Json | None, int | None]:
    """Give the register to screen with and its version's number: the call's own, what the earlier one had, or what is in force."""
    if based_on is not None and register_of_bundle(session, call.call_id) is None:
        return based_on.order_message["register"], based_on.register_version
    return register_to_use(session, call)


def _order_like(session: Session, parts: Parts, base: ScreeningRow, delivery: Delivery) -> bool:
    """Order the same manifest by other rules; False when it was ordered before."""
    body = delivery.body
    order = {
        **base.order_message,
        "screening_id": body["screening_id"],
        "rule_set": body["rule_set"]["name"],
        "rule_set_document": None,
        "rule_set_sha256": body["rule_set"]["sha256"],
    }
    told = {"rule_set": body["rule_set"], "ordered_by": body["by"], "reason": body["reason"]}
    if not _add(
        session,
        parts,
        order,
        delivery.request_id,
        call_id=base.call_id,
        based_on=base.screening_id,
        register_version=base.register_version,
        **told,
    ):
        return False
    facts = {name: body[name] for name in ("screening_id", "based_on", "rule_set", "by", "reason")}
    now, request_id = parts.clock.now(), delivery.request_id
    log_event(session, "screened_again", now, call_id=base.call_id, request_id=request_id, facts=facts)
    return True


def _add(session: Session, parts: Parts, order: Json, request_id: str | None, **told: Any) -> bool:
    """Keep a screening with what it waits for and send its order; False when it is there already."""
    now, screening_id = parts.clock.now(), UUID(order["screening_id"])
    row = {
        "screening_id": screening_id,
        "state": DeliveryState.WAITING.value,
        "order_message": order,
        "deliveries": 1,
        "next_send_at": parts.resending.next_at(now, 1),
        "deadline_at": parts.resending.deadline_at(now),
        "done_at_last_look": 0,
        "duplicates": 0,
        "started_at": now,
        **told,
    }
    if not insert_missing(session, ScreeningRow, [row]):
        return False
    waiting = {"screening_id": screening_id, "state": DeliveryState.WAITING.value}
    items = [{**waiting, "application_id": UUID(key), "revision": at} for key, at in order["manifest"]]
    if items:
        session.execute(insert(ScreeningItemRow), items)
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order, parts.clock, request_id=request_id)
    return True


def _close(
    session: Session,
    parts: Parts,
    call_id: UUID,
    by: str,
    *conditions: ColumnElement[bool],
    request_id: str | None = None,
) -> bool:
    now = parts.clock.now()
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
    start_screening(session, parts, call, request_id=request_id)
    return True


def _manifest(session: Session, call_id: UUID) -> list[tuple[UUID, int]]:
    submitted = (
        select(ApplicationRow.application_id, ApplicationRow.revision)
        .where(ApplicationRow.call_id == call_id, ApplicationRow.state.in_(_RECEIVED))
        .order_by(ApplicationRow.reference)
    )
    return [(application_id, revision) for application_id, revision in session.execute(submitted)]


def _order(
    session: Session,
    call: CallRow,
    screening_id: UUID,
    manifest: Sequence[tuple[UUID, int]],
    register: Json | None,
) -> dict[str, Any]:
    rankings = session.scalars(
        select(RankingRow).where(RankingRow.call_id == call.call_id).order_by(RankingRow.administration)
    )
    return {
        "screening_id": str(screening_id),
        "call": call_snapshot(call),
        "manifest": [[str(application_id), revision] for application_id, revision in manifest],
        "rankings": {row.administration: row.references for row in rankings},
        "register": register,
        "decided_sums": _decided_sums(session, call),
        "rule_set": call.rule_set,
        "rule_set_document": call.rule_set_document,
        **_rules_as_of(session, call),
    }


def _rules_as_of(session: Session, call: CallRow) -> dict[str, str]:
    """Give when the call opened, where it keeps the rules in force then; an order without it is as before there were such."""
    check = session.get(CallCheckRow, call.call_id)
    if check is None or check.rules_as_of is None:
        return {}
    return {"rules_as_of": check.rules_as_of.isoformat()}


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
