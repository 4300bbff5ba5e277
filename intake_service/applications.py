"""What applicants do: create an application, change what it says, submit and withdraw it, rank those of an administration.

Each is one transaction that holds the call, so that it cannot close meanwhile. What has been submitted is sent to scoring
with every change, and again whenever scoring lacks it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake_service.domain.answer import kept_answers
from intake_service.domain.application import check_application, next_state, require_changeable
from intake_service.domain.bundle import check_ranking
from intake_service.domain.call import CallTerms, require_open
from intake_service.parts import Parts
from intake_service.store.answers import application_document, ranking_document
from intake_service.store.applications import (
    add_application,
    applicants_by_reference,
    application_snapshot,
    content_of,
    next_registration_number,
    replace_content,
    save_ranking,
    send_snapshots,
    stored_snapshots,
)
from intake_service.store.rows import find_application_to_change, find_call, log_event, status_of, terms_of
from intake_service.store.tables import Alarm, ApplicationRow, IdempotencyKeyRow
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.idempotency import Once
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.statuses import ApplicationState

Json = dict[str, Any]


def create_application(
    parts: Parts, call_id: UUID, body: Loaded, *, key: str | None, sent: bytes
) -> tuple[Json, bool]:
    """Create a draft and give it; True beside it when the same request, ``sent`` with the same key, created it before.

    Raises:
        InputRefusedError: with every fault of shape and content.
        CallNotFoundError, CallNotOpenError, CallClosedError: the call takes no applications now.
        ReferenceTakenError: another application of the call has the reference.
        IdempotencyKeyReusedError, ChangedMeanwhileError: see ``Once.within``.
    """
    with parts.database.writing() as session:
        now = parts.clock.now()
        once = Once(IdempotencyKeyRow, f"POST applications {call_id}", key, sent, now)
        find_call(session, call_id)
        return once.within(session, lambda: _create(session, call_id, body, now))


def change_application(
    parts: Parts,
    application_id: UUID,
    body: Loaded,
    require_current: Callable[[Json], None],
    *,
    request_id: str | None = None,
) -> Json:
    """Give an application a new revision; the same content again changes nothing.

    ``require_current`` raises when the application, without its content, is not the one that the change was meant for.

    Raises:
        InputRefusedError: with every fault of shape and content.
        ApplicationNotFoundError: no application has this id.
        CallNotOpenError, CallClosedError: the call takes no changes now.
        ApplicationStateError: the application is neither a draft nor submitted.
    """
    now = parts.clock.now()
    with parts.database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        require_current(application_document(row, {}))
        require_open(status_of(call), now)
        require_changeable(row.reference, ApplicationState(row.state))
        is_submitted = row.state == ApplicationState.SUBMITTED.value
        content = accepted_content(terms_of(call), body, complete=is_submitted)
        if content != content_of(session, row):
            replace_content(session, row, content, now)
            _note(session, "changed", row)
        return _answer(session, parts, row, request_id, send=is_submitted)


def submit_application(parts: Parts, application_id: UUID, *, request_id: str | None = None) -> Json:
    """Receive a draft: from now on it has a registration number and a time of arrival.

    Raises:
        InputRefusedError: it lacks what a submitted application must have.
        ApplicationNotFoundError: no application has this id.
        CallNotOpenError, CallClosedError: the call takes no applications now.
        ApplicationStateError: the application is not a draft.
    """
    now = parts.clock.now()
    with parts.database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        require_open(status_of(call), now)
        submitted = next_state(row.reference, ApplicationState(row.state), ApplicationState.SUBMITTED)
        faults = list(check_application(terms_of(call), content_of(session, row), complete=True))
        if faults:
            raise InputRefusedError(faults)
        row.state = submitted.value
        row.received_at = row.submitted_at = row.changed_at = now
        row.registration_number = next_registration_number(call)
        session.flush()
        _note(session, "submitted", row)
        return _answer(session, parts, row, request_id, send=True)


def withdraw_application(parts: Parts, application_id: UUID, *, request_id: str | None = None) -> Json:
    """Withdraw an application while the call is open; what was received stays received.

    Raises:
        ApplicationNotFoundError: no application has this id.
        CallNotOpenError, CallClosedError: the call takes no changes now.
        ApplicationStateError: the application is neither a draft nor submitted.
    """
    with parts.database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        now = parts.clock.now()
        was_received = row.state != ApplicationState.DRAFT.value
        require_open(status_of(call), now)
        row.state = next_state(row.reference, ApplicationState(row.state), ApplicationState.WITHDRAWN).value
        row.changed_at = now
        session.flush()
        _note(session, "withdrawn", row)
        return _answer(session, parts, row, request_id, send=was_received)


def rank_applications(
    parts: Parts, call_id: UUID, administration: str, body: Loaded, misnamed: Sequence[Fault]
) -> Json:
    """Keep which of its applications an administration wants considered, instead of what it said before.

    ``misnamed`` are the faults in the form of the administration's name.

    Raises:
        InputRefusedError: with every fault, those of ``misnamed`` among them.
        CallNotFoundError, CallNotOpenError, CallClosedError: the call takes no changes now.
    """
    now = parts.clock.now()
    with parts.database.writing() as session:
        call = find_call(session, call_id, lock=True)
        require_open(status_of(call), now)
        ranked, applicants = body.sound.get("references") or [], applicants_by_reference(session, call_id)
        misfits = check_ranking(administration, ranked, applicants, call.administrations)
        references = body.accepted([*misnamed, *misfits])["references"]
        row = save_ranking(session, call, administration, references, now)
        facts = {"administration": row.administration, "references": list(references)}
        log_event(session, "ranking_saved", now, call_id=call_id, facts=facts)
        return ranking_document(row)


def send_applications(parts: Parts, delivery: Delivery) -> None:
    """Send the revisions that scoring lacks; what intake never had raises an alarm."""
    body = delivery.body
    wanted = [(UUID(application_id), revision) for application_id, revision in body["missing"]]
    with parts.database.writing() as session:
        found = stored_snapshots(session, wanted)
        send_snapshots(session, UUID(body["call_id"]), found, parts.clock, request_id=delivery.request_id)
        if len(found) < len(set(wanted)):
            details = {"asked": len(set(wanted)), "had": len(found)}
            raise_alarm(session, Alarm, "revision-unknown", body["screening_id"], details, parts.clock)


def accepted_content(
    terms: CallTerms,
    body: Loaded,
    *,
    complete: bool,
    more: Iterable[Fault] = (),
    apart: Collection[str] = ("reference",),
) -> Json:
    """Give the content of an application that fits its call; ``apart`` are the keys that stand beside its content.

    Raises:
        InputRefusedError: with every fault of shape and content, and those of ``more``.
    """
    values = body.accepted((*check_application(terms, body.sound, complete=complete), *more))
    content = {key: value for key, value in values.items() if key not in apart}
    return {**content, "answers": kept_answers(terms.questions, content["answers"])}


def _create(session: Session, call_id: UUID, body: Loaded, now: datetime) -> Json:
    call = find_call(session, call_id, lock=True)
    require_open(status_of(call), now)
    content = accepted_content(terms_of(call), body, complete=False)
    row = add_application(session, call, content, body.values["reference"], now)
    _note(session, "created", row)
    return application_document(row, content)


def _note(session: Session, kind: str, row: ApplicationRow) -> None:
    log_event(
        session,
        kind,
        row.changed_at,
        call_id=row.call_id,
        application_id=row.application_id,
        facts={"revision": row.revision},
    )


def _answer(
    session: Session, parts: Parts, row: ApplicationRow, request_id: str | None, *, send: bool
) -> Json:
    """Give an application as it now stands, and let scoring know it too where it has been received."""
    content = content_of(session, row)
    if send:
        snapshot = application_snapshot(row, row.revision, content)
        send_snapshots(session, row.call_id, [snapshot], parts.clock, request_id=request_id)
    return application_document(row, content)
