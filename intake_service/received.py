"""What has arrived is received: staff register an application that did not come by the applicant's own way.

It may be late, on paper or incomplete. It is kept with the time of its arrival, the reason and who registered it, and the
rules judge it. While the call is open it takes part like any other; afterwards the call is screened once more with it, by
the rules that judged the others, whose earlier proposals stay as they are.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_service.applications import accepted_content
from intake_service.domain.application import check_arrival, unanswered
from intake_service.domain.errors import CallNotOpenError
from intake_service.parts import Parts
from intake_service.screenings.order import order_again, start_screening
from intake_service.store.answers import application_document, latest_screening, screening_document
from intake_service.store.applications import (
    add_application,
    application_snapshot,
    next_registration_number,
    send_snapshots,
)
from intake_service.store.rows import find_call, log_event, terms_of
from intake_service.store.tables import (
    ApplicationRow,
    CallRow,
    IdempotencyKeyRow,
    ScreeningItemRow,
    ScreeningRow,
)
from prescreen_shared.clock import Arrival, arrival_of
from prescreen_shared.errors import Fault
from prescreen_shared.plumbing.idempotency import Once
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState
from prescreen_shared.texts.catalogue import say

Json = dict[str, Any]
NOBODY: Final = "–"
REGISTERED: Final = "registered"
_APART: Final = frozenset({"reference", "registration_number", "submitted_at", "reason", "screen"})
_SLACK: Final = timedelta(days=1)
"""So far ahead of our clock may an arrival lie: clocks differ, a year that was mistyped does not."""


def register_application(
    parts: Parts,
    call_id: UUID,
    body: Loaded,
    *,
    by: str,
    key: str | None = None,
    sent: bytes = b"",
    request_id: str | None = None,
) -> tuple[Json, bool]:
    """Receive an application for staff and give it; True beside it when the same request with the same key did so before.

    One to a call that has closed is screened at once unless the body says otherwise. What a required question lacks is
    no fault here: it is named in the log, and the screening refers the application.

    Raises:
        InputRefusedError: with every fault of shape and content.
        CallNotFoundError: no call has this id.
        CallNotOpenError: the call is a draft.
        ReferenceTakenError: another application of the call has the reference.
        IdempotencyKeyReusedError, ChangedMeanwhileError: see ``Once.within``.
    """
    with parts.database.writing() as session:
        once = Once(IdempotencyKeyRow, f"POST received {call_id}", key, sent, parts.clock.now())
        find_call(session, call_id)
        return once.within(session, lambda: _register(session, parts, call_id, body, by, request_id))


def screen_what_came(parts: Parts, call_id: UUID, *, by: str | None, request_id: str | None = None) -> Json:
    """Screen a call once more where something was registered that its latest screening does not have; else what is stuck.

    Raises:
        CallNotFoundError: no call has this id.
        ScreeningNotFoundError: the call has not been closed.
    """
    with parts.database.writing() as session:
        call = find_call(session, call_id, lock=True)
        latest = latest_screening(session, call)
        if latest.state != DeliveryState.STUCK.value and _has_unscreened(session, call, latest):
            reason = say("screenings.registered-since", "sv")
            screen_received(session, parts, call, by or NOBODY, reason, request_id)
            return screening_document(session, latest_screening(session, call))
    return order_again(parts, call_id)


def screen_received(
    session: Session, parts: Parts, call: CallRow, by: str, reason: str, request_id: str | None
) -> UUID:
    """Order a screening of a closed call with all that was received, by the rules of the one before; the call is held."""
    return start_screening(
        session,
        parts,
        call,
        request_id=request_id,
        based_on=latest_screening(session, call),
        ordered_by=by,
        reason=reason,
    )


def _register(
    session: Session, parts: Parts, call_id: UUID, body: Loaded, by: str, request_id: str | None
) -> Json:
    call, now = find_call(session, call_id, lock=True), parts.clock.now()
    if call.state == CallState.DRAFT.value:
        raise CallNotOpenError(call.code)
    misfits = _misfits(call, body.sound.get("submitted_at"), now)
    content = accepted_content(terms_of(call), body, complete=False, more=misfits, apart=_APART)
    row = _receive(session, call, content, body.values, now)
    lacking = unanswered(terms_of(call).questions, content["grant_type"], content["answers"])
    facts = {
        "revision": row.revision,
        "by": by,
        "reason": body.values["reason"],
        "submitted_at": row.submitted_at and row.submitted_at.isoformat(),
        "submitted_on": row.submitted_on and row.submitted_on.isoformat(),
        "unanswered": [question.key for question in lacking],
    }
    log_event(
        session,
        REGISTERED,
        now,
        call_id=call_id,
        application_id=row.application_id,
        request_id=request_id,
        facts=facts,
    )
    snapshot = application_snapshot(row, row.revision, content)
    send_snapshots(session, call_id, [snapshot], parts.clock, request_id=request_id)
    if call.state != CallState.OPEN.value and body.values["screen"]:
        screen_received(session, parts, call, by, body.values["reason"], request_id)
    return application_document(row, content)


def _misfits(call: CallRow, stated: date | datetime | None, now: datetime) -> Iterator[Fault]:
    faults = list(check_arrival(stated, call.time_zone))
    yield from faults
    span = None if faults else arrival_of(stated, call.time_zone).span(call.time_zone)
    if span is not None and span[0] > now + _SLACK:
        yield Fault("arrival_ahead", "submitted_at", {"now": now})


def _receive(session: Session, call: CallRow, content: Json, stated: Json, now: datetime) -> ApplicationRow:
    arrival: Arrival = arrival_of(stated["submitted_at"], call.time_zone)
    row = add_application(session, call, content, stated["reference"], now)
    row.state = ApplicationState.SUBMITTED.value
    row.received_at, row.submitted_at, row.submitted_on = now, arrival.at, arrival.on
    row.registration_number = stated["registration_number"] or next_registration_number(call)
    session.flush()
    return row


def _has_unscreened(session: Session, call: CallRow, latest: ScreeningRow) -> bool:
    screened = select(ScreeningItemRow.application_id).where(
        ScreeningItemRow.screening_id == latest.screening_id
    )
    left = select(ApplicationRow.application_id).where(
        ApplicationRow.call_id == call.call_id,
        ApplicationRow.state == ApplicationState.SUBMITTED.value,
        ApplicationRow.application_id.not_in(screened),
    )
    return session.scalar(left.limit(1)) is not None
