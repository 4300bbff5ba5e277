"""Between calls as stored and calls as the domain knows them; finding and adding rows, and the log of what happened.

The caller opens the transaction. A row that is to be changed is found with its lock, always call before application. A
call that names no questions of its own asks those of the 2018 form.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intake_service.domain.call import CallStatus, CallTerms
from intake_service.domain.errors import ApplicationNotFoundError, CallCodeTakenError, CallNotFoundError
from intake_service.store.call_columns import columns_of
from intake_service.store.tables import ApplicationRow, CallRow, EventRow
from prescreen_shared.clock import on_clock
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import fields_of, read
from prescreen_shared.statuses import CallState

_STATED = [each.name for each in fields_of(CallTerms)]
_DECIDING_CLOSING = frozenset({"closes_on", "time_zone"})
OPEN_CALL_CHANGED: Final = "open_call_changed"
"""The kind of event that tells who changed what of an open call, and why."""
BUNDLE_IMPORTED: Final = "bundle_imported"
LIST_IMPORTED: Final = "list_imported"
ROUND_CORRECTED: Final = "round_corrected"
"""The kinds of events that tell what was read in from files."""
Row = TypeVar("Row")


def status_of(row: CallRow) -> CallStatus:
    """Give how a stored call stands, its moments on its own clock."""
    closes_at, closed_at = (
        None if moment is None else on_clock(moment, row.time_zone)
        for moment in (row.closes_at, row.closed_at)
    )
    return CallStatus(
        row.code, CallState(row.state), closes_at, row.closes_automatically, closed_at=closed_at
    )


def terms_of(row: CallRow) -> CallTerms:
    """Give the terms of a stored call."""
    return read(
        CallTerms, row, grant_types={name: read(GrantType, kind) for name, kind in kinds_of(row).items()}
    )


def kinds_of(row: CallRow) -> dict[str, Any]:
    """Give a stored call's kinds of grant in the order in which it names them."""
    return {name: row.grant_types[name] for name in row.grant_type_order}


def stated_terms(row: CallRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give the terms of a stored call with ``changes``, complete, in the form in which terms are read.

    What is computed from a changed term is computed anew unless it is changed too: the closing moment and the closing
    day from each other, the grant year from them, and the questions asked when the call names none.
    """
    kept = {name: getattr(row, name) for name in _STATED}
    kept["grant_types"] = kinds_of(row)
    if _DECIDING_CLOSING & changes.keys():
        kept["closes_at"] = kept["grant_year"] = None
    elif changes.get("closes_at") is not None:
        kept["closes_on"] = kept["grant_year"] = None
    return {**kept, **changes}


def add_call(session: Session, terms: Mapping[str, Any], now: datetime) -> CallRow:
    """Add a draft call with terms that were read and checked.

    Raises:
        CallCodeTakenError: another call has the code.
    """
    if code_is_taken(session, terms["code"]):
        raise CallCodeTakenError(terms["code"])
    row = CallRow(call_id=uuid4(), created_at=now, state=CallState.DRAFT.value, **columns_of(terms))
    session.add(row)
    session.flush()
    log_event(session, "call_created", now, call_id=row.call_id, facts={"code": row.code})
    return row


def code_is_taken(session: Session, code: str) -> bool:
    """Tell whether a call has this code."""
    return session.scalar(select(CallRow.call_id).where(CallRow.code == code)) is not None


def log_event(
    session: Session,
    kind: str,
    at: datetime,
    *,
    call_id: UUID | None = None,
    application_id: UUID | None = None,
    request_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one line to the log in the caller's transaction; ``facts`` are JSON values."""
    session.add(
        EventRow(
            at=at,
            kind=kind,
            call_id=call_id,
            application_id=application_id,
            request_id=request_id,
            facts=dict(facts or {}),
        )
    )


def find_call(session: Session, call_id: UUID, *, lock: bool = False) -> CallRow:
    """Give a call; ``lock`` holds it until the transaction ends, so that it cannot close meanwhile.

    Raises:
        CallNotFoundError: no call has this id.
    """
    wanted = select(CallRow).where(CallRow.call_id == call_id)
    row = session.scalars(_held(wanted) if lock else wanted).one_or_none()
    if row is None:
        raise CallNotFoundError(call_id)
    return row


def find_application(session: Session, application_id: UUID, *, lock: bool = False) -> ApplicationRow:
    """Give an application; ``lock`` holds it until the transaction ends.

    Raises:
        ApplicationNotFoundError: no application has this id.
    """
    wanted = select(ApplicationRow).where(ApplicationRow.application_id == application_id)
    row = session.scalars(_held(wanted) if lock else wanted).one_or_none()
    if row is None:
        raise ApplicationNotFoundError(application_id)
    return row


def find_application_to_change(session: Session, application_id: UUID) -> tuple[CallRow, ApplicationRow]:
    """Give an application and its call, both held; always in the order call, application, against deadlocks.

    Raises:
        ApplicationNotFoundError: no application has this id.
    """
    call_id = find_application(session, application_id).call_id
    call = find_call(session, call_id, lock=True)
    return call, find_application(session, application_id, lock=True)


def _held(wanted: Select[Row]) -> Select[Row]:
    # Read anew: what the session saw before the wait for the lock may have changed meanwhile.
    return wanted.with_for_update().execution_options(populate_existing=True)
