"""What staff do with a call before it closes: create it as a draft, change its terms, open it to applicants.

Each time scoring is told of the call, and says whether its rules fit. Closing stands in ``screenings``.
"""

from collections.abc import Callable
from uuid import UUID

from intake_service.call_checks import ask_for_check
from intake_service.domain.call import check_call, require_draft
from intake_service.domain.errors import CallCodeTakenError
from intake_service.parts import Parts
from intake_service.store.rows import (
    add_call,
    code_is_taken,
    columns_of,
    find_call,
    log_event,
    stated_terms,
    status_of,
)
from intake_service.store.tables import CallRow
from prescreen_shared.clock import on_clock
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.schemas.fields import Loaded
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
    request_id: str | None = None,
) -> CallRow:
    """Change some terms of a draft call; keys that are left out stay as they are.

    ``require_current`` raises when the call is not the one that the change was meant for.

    Raises:
        InputRefusedError: with every fault of the terms.
        CallNotFoundError: no call has this id.
        CallNotDraftError: the call has been opened.
        CallCodeTakenError: another call has the code.
    """
    with parts.database.writing() as session:
        row = find_call(session, call_id, lock=True)
        require_current(row)
        require_draft(status_of(row))
        terms = stated_terms(row, body.accepted(check_call(stated_terms(row, body.sound))))
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
