"""Whether a call's rules exist and fit it, asked of scoring when it is created, changed or opened, and kept as it answers.

The question goes out in the transaction of what causes it and is repeated until it is answered. Scoring answers again whenever
rules that concern the call change; an older answer never takes the place of a newer one. What does not fit raises an alarm
while there is time to mend it: from two weeks before the call opens until it closes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_service.parts import Parts
from intake_service.store.applications import call_snapshot
from intake_service.store.registers import register_to_use
from intake_service.store.rows import log_event
from intake_service.store.tables import Alarm, CallCheckRow, CallRow, Outbox
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm, settle_alarm
from prescreen_shared.plumbing.database import insert_missing
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.shapes.call_check import Severity
from prescreen_shared.statuses import CallState

BEFORE_OPENING: Final = timedelta(days=14)
"""So long before a call opens does a misfit raise its alarm; a draft that opens later is still being written."""
MISFIT_ALARM: Final = "call-rules-misfit"
UNANSWERED_ALARM: Final = "call-check-unanswered"
ASKS_BEFORE_ALARM: Final = 8
_OPEN: Final = (CallState.DRAFT.value, CallState.OPEN.value)
_log = structlog.get_logger(__name__)


def ask_for_check(session: Session, parts: Parts, call: CallRow, *, request_id: str | None = None) -> None:
    """Tell scoring of a call as it now stands, in the caller's transaction, and await its answer.

    A call whose rules came with it in a file is not asked about: scoring reads that file when the call has closed.
    """
    if call.rule_set_document is not None:
        return
    session.flush()
    insert_missing(session, CallCheckRow, [_first(call.call_id)])
    row = session.get_one(CallCheckRow, call.call_id, with_for_update=True)
    row.number, row.asks = row.number + 1, 0
    if call.state == CallState.OPEN.value and row.rules_as_of is None:
        row.rules_as_of = call.opened_at
    _send(session, parts, call, row, request_id=request_id)


def record_check(parts: Parts, delivery: Delivery) -> None:
    """Keep scoring's answer unless a newer one is kept, and raise or settle the alarm of the call."""
    body = delivery.body
    call_id, checked_at = UUID(body["call_id"]), datetime.fromisoformat(body["checked_at"]).astimezone(UTC)
    with parts.database.writing() as session:
        row = session.get(CallCheckRow, call_id, with_for_update=True)
        if row is None:
            # A database put back from an old copy does not know the call; what it never asked needs no answer.
            _log.warning("check_of_unknown_call", call_id=str(call_id))
            return
        kept = (row.answered or 0, row.checked_at or datetime.min.replace(tzinfo=UTC))
        if (body["number"], checked_at) < kept:
            _log.info("older_check_passed_over", call_id=str(call_id), number=body["number"])
            return
        row.answered, row.checked_at = body["number"], checked_at
        row.rule_set, row.fixed, row.problems = body["rule_set"], body["fixed"], body["problems"]
        if body["number"] >= row.number:
            row.next_ask_at, row.asks = None, 0
            settle_alarm(session, Alarm, UNANSWERED_ALARM, str(call_id), parts.clock)
        call = session.get_one(CallRow, call_id)
        facts = {"rule_set": body["rule_set"], "problems": [each["code"] for each in body["problems"]]}
        log_event(session, "call_checked", parts.clock.now(), call_id=call_id, facts=facts)
        _warn(session, parts, call, row)


def sweep_checks(parts: Parts) -> int:
    """Ask again what has no answer, and raise the alarms of calls that are about to open; gives how many were asked.

    Raises:
        ExceptionGroup: what kept calls from being looked after, after the others were.
    """
    now = parts.clock.now()
    unanswered = select(CallCheckRow.call_id).where(CallCheckRow.next_ask_at <= now)
    drafts = (
        select(CallCheckRow.call_id)
        .join(CallRow, CallRow.call_id == CallCheckRow.call_id)
        .where(CallRow.state == CallState.DRAFT.value, CallRow.opens_on <= (now + BEFORE_OPENING).date())
    )
    with parts.database.reading() as session:
        asking = list(session.scalars(unanswered))
        nearing = list(session.scalars(drafts))

    def ask_again(call_id: UUID) -> bool:
        with parts.database.writing() as session:
            return _ask_again(session, parts, call_id)

    def warn(call_id: UUID) -> bool:
        with parts.database.reading() as session:
            if not _is_unsaid(session, call_id):
                return False
        with parts.database.writing() as session:
            _warn(session, parts, session.get_one(CallRow, call_id), session.get_one(CallCheckRow, call_id))
        return True

    each_alone(nearing, warn)
    return sum(each_alone(asking, ask_again))


def _first(call_id: UUID) -> dict[str, Any]:
    return {"call_id": call_id, "number": 0, "asks": 0, "fixed": False, "problems": []}


def _send(
    session: Session, parts: Parts, call: CallRow, row: CallCheckRow, *, request_id: str | None = None
) -> None:
    row.asks += 1
    row.next_ask_at = parts.resending.next_at(parts.clock.now(), row.asks)
    body = {
        "call": call_snapshot(call),
        "register": register_to_use(session, call)[0],
        "rule_set": call.rule_set,
        "number": row.number,
        "rules_as_of": None if row.rules_as_of is None else row.rules_as_of.isoformat(),
    }
    enqueue(session, Outbox, TaskName.RECEIVE_CALL, body, parts.clock, request_id=request_id)


def _ask_again(session: Session, parts: Parts, call_id: UUID) -> bool:
    call = session.get_one(CallRow, call_id)
    row = session.get_one(CallCheckRow, call_id, with_for_update=True)
    if row.next_ask_at is None or row.next_ask_at > parts.clock.now():
        return False
    if call.state not in _OPEN:
        row.next_ask_at = None
        return False
    if row.asks == ASKS_BEFORE_ALARM:
        raise_alarm(session, Alarm, UNANSWERED_ALARM, str(call_id), {"call": call.code}, parts.clock)
    _send(session, parts, call, row)
    return True


def _warn(session: Session, parts: Parts, call: CallRow, row: CallCheckRow) -> None:
    """Raise the alarm where something does not fit and the call is open or about to open; settle it where all fits."""
    errors = [each for each in row.problems if each["severity"] == Severity.ERROR.value]
    if not errors:
        settle_alarm(session, Alarm, MISFIT_ALARM, str(call.call_id), parts.clock)
    elif _is_near(call, parts.clock.now()):
        told = [each["text"]["sv"] for each in errors]
        details = {"call": call.code, "rule_set": call.rule_set, "problems": told[:20]}
        raise_alarm(session, Alarm, MISFIT_ALARM, str(call.call_id), details, parts.clock)


def _is_near(call: CallRow, now: datetime) -> bool:
    if call.state == CallState.OPEN.value:
        return True
    today = now.astimezone(ZoneInfo(call.time_zone)).date()
    is_draft = call.state == CallState.DRAFT.value
    return is_draft and call.opens_on is not None and call.opens_on <= today + BEFORE_OPENING


def _is_unsaid(session: Session, call_id: UUID) -> bool:
    """Tell whether something does not fit a call and nobody has been told by an alarm that is open."""
    problems = session.scalars(select(CallCheckRow.problems).where(CallCheckRow.call_id == call_id)).one()
    if not any(each["severity"] == Severity.ERROR.value for each in problems):
        return False
    open_alarm = select(Alarm.alarm_id).where(
        Alarm.kind == MISFIT_ALARM, Alarm.subject == str(call_id), Alarm.settled_at.is_(None)
    )
    return session.scalar(open_alarm) is None
