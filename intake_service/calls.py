"""What staff do with a call before it closes: create it as a draft, change its terms, open it to applicants.

While it is open its closing time, title and texts can still be changed. Each time scoring is told of the call, and says whether
its rules fit. Closing stands in ``screenings``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake_service.call_checks import ask_for_check
from intake_service.domain.call import check_call, check_open_change, require_draft, require_open
from intake_service.domain.errors import CallCodeTakenError
from intake_service.parts import Parts
from intake_service.store.call_columns import columns_of
from intake_service.store.rows import (
    OPEN_CALL_CHANGED,
    add_call,
    code_is_taken,
    find_call,
    log_event,
    stated_terms,
    status_of,
)
from intake_service.store.tables import CallRow
from prescreen_shared.clock import on_clock
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.shapes.declaring import as_json
from prescreen_shared.statuses import CallState


def create_call(parts: Parts, body: Loaded, *, request_id: str | None = None) -> CallRow:
    """Store a new draft call.

    Raises:
        InputRefusedError: with every fault of the terms.
        CallCodeTakenError: another call has the code.
    """
    terms = body.accepted(check_call(body.sound))
    with parts.database.writing() as session:
        row = add_call(session, terms, parts.clock.now())
        ask_for_check(session, parts, row, request_id=request_id)
        return row


def change_call(
    parts: Parts,
    call_id: UUID,
    body: Loaded,
    require_current: Callable[[CallRow], None],
    *,
    person: Callable[[], str],
    request_id: str | None = None,
) -> CallRow:
    """Change some terms of a draft, or the closing time, title and texts of an open call; keys left out stay as they are.

    ``require_current`` raises when the call is not the one that the change was meant for. A change of an open call is
    somebody's, for a reason: it is logged with what stood before, and scoring is told. ``person`` gives who makes it.

    Raises:
        InputRefusedError: with every fault of the terms, and with what cannot be changed once the call is open.
        CallNotFoundError: no call has this id.
        CallNotDraftError, CallClosedError: the call has closed.
        CallCodeTakenError: another call has the code.
    """
    with parts.database.writing() as session:
        row, now = find_call(session, call_id, lock=True), parts.clock.now()
        require_current(row)
        if row.state == CallState.OPEN.value:
            require_open(status_of(row), now)
            _change_open(session, row, body, person(), now, request_id)
            ask_for_check(session, parts, row, request_id=request_id)
            return row
        require_draft(status_of(row))
        changes = _without_reason(body)
        terms = stated_terms(row, changes.accepted(check_call(stated_terms(row, changes.sound))))
        if terms["code"] != row.code and code_is_taken(session, terms["code"]):
            raise CallCodeTakenError(terms["code"])
        for name, value in columns_of(terms).items():
            setattr(row, name, value)
        session.flush()
        log_event(session, "call_changed", parts.clock.now(), call_id=row.call_id)
        ask_for_check(session, parts, row, request_id=request_id)
        return row


def open_call(parts: Parts, call_id: UUID, *, request_id: str | None = None) -> CallRow:
    """Let applicants apply, and let scoring know the call; an open call stays as it is.

    Raises:
        CallNotFoundError: no call has this id.
        InputRefusedError: the call is to close by the clock but states no closing day, or it has passed.
        CallNotDraftError: the call has been closed.
    """
    with parts.database.writing() as session:
        row, now = find_call(session, call_id, lock=True), parts.clock.now()
        if row.state == CallState.OPEN.value:
            return row
        require_draft(status_of(row))
        if row.closes_automatically and row.closes_at is None:
            raise InputRefusedError([Fault("closing_day_missing", "closes_on")])
        if row.closes_automatically and row.closes_at is not None and row.closes_at <= now:
            passed = {"closes_at": on_clock(row.closes_at, row.time_zone)}
            raise InputRefusedError([Fault("closing_moment_passed", "closes_on", passed)])
        row.state, row.opened_at = CallState.OPEN.value, now
        session.flush()
        log_event(session, "call_opened", now, call_id=row.call_id)
        ask_for_check(session, parts, row, request_id=request_id)
        return row


def _change_open(
    session: Session, row: CallRow, body: Loaded, by: str, now: datetime, request_id: str | None
) -> None:
    changes = _without_reason(body)
    before = stated_terms(row, {})
    after = {**stated_terms(row, changes.sound), "grant_year": row.grant_year}
    faults = list(check_open_change(before, changes.sound)) or list(check_call(after))
    if body.sound.get("reason") is None:
        faults.append(Fault("required", "reason", {"key": "reason"}))
    columns = columns_of(after) if not faults and not changes.faults else {}
    closes_at = columns.get("closes_at")
    if row.closes_automatically and closes_at is not None and closes_at <= now:
        passed = {"closes_at": on_clock(closes_at, row.time_zone)}
        faults.append(Fault("closing_moment_passed", _closing_field(changes.sound), passed))
    changes.accepted(faults)
    changed = {
        name: {"earlier": as_json(getattr(row, name)), "new": as_json(value)}
        for name, value in columns.items()
        if as_json(getattr(row, name)) != as_json(value)
    }
    if not changed:
        return
    for name in changed:
        setattr(row, name, columns[name])
    session.flush()
    facts = {"by": by, "reason": body.sound["reason"], "changed": changed}
    log_event(session, OPEN_CALL_CHANGED, now, call_id=row.call_id, request_id=request_id, facts=facts)


def _closing_field(changes: Mapping[str, Any]) -> str:
    return "closes_at" if changes.get("closes_at") is not None else "closes_on"


def _without_reason(body: Loaded) -> Loaded:
    return Loaded({key: value for key, value in body.sound.items() if key != "reason"}, body.faults)
