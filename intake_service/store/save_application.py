"""Creating an application, changing what it says, submitting and withdrawing it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from intake_service.domain.application import next_state, require_changeable
from intake_service.domain.call import require_open
from intake_service.domain.errors import ReferenceTakenError
from intake_service.store.call_terms import status_of
from intake_service.store.event_log import log_event
from intake_service.store.tables import ApplicantRow, ApplicationRevisionRow, ApplicationRow
from shared.statuses import ApplicationState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow


def create_application(
    session: Session, call: CallRow, content: Mapping[str, Any], reference: str | None, now: datetime
) -> ApplicationRow:
    """Store a draft in a call that the caller holds locked; without a reference it gets the call's next.

    Raises:
        CallNotOpenError, CallClosedError: the call takes no applications now.
        ReferenceTakenError: another application of the call has the reference.
    """
    require_open(status_of(call), now)
    if reference is not None and _is_taken(session, call.call_id, reference):
        raise ReferenceTakenError(reference)
    row = ApplicationRow(
        application_id=uuid4(),
        call_id=call.call_id,
        reference=reference or _next_reference(session, call),
        state=ApplicationState.DRAFT.value,
        grant_type=content["grant_type"],
        revision=1,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    add_revision(session, row, content, now)
    _log(session, "created", row, now)
    return row


def change_application(
    session: Session, call: CallRow, row: ApplicationRow, content: Mapping[str, Any], now: datetime
) -> None:
    """Give the application a new revision; the same content again changes nothing.

    Raises:
        CallNotOpenError, CallClosedError: the call takes no changes now.
        ApplicationStateError: the application is neither a draft nor submitted.
    """
    require_open(status_of(call), now)
    require_changeable(row.reference, ApplicationState(row.state))
    if content_of(session, row) == dict(content):
        return
    row.revision += 1
    row.grant_type, row.changed_at = content["grant_type"], now
    session.flush()
    session.execute(delete(ApplicantRow).where(ApplicantRow.application_id == row.application_id))
    add_revision(session, row, content, now)
    _log(session, "changed", row, now)


def submit_application(session: Session, call: CallRow, row: ApplicationRow, now: datetime) -> None:
    """Receive a draft: from now on it has a registration number and a time of arrival.

    Raises:
        CallNotOpenError, CallClosedError: the call takes no applications now.
        ApplicationStateError: the application is not a draft.
    """
    require_open(status_of(call), now)
    row.state = next_state(row.reference, ApplicationState(row.state), ApplicationState.SUBMITTED).value
    row.received_at = row.submitted_at = row.changed_at = now
    row.registration_number = next_registration_number(call)
    session.flush()
    _log(session, "submitted", row, now)


def withdraw_application(session: Session, call: CallRow, row: ApplicationRow, now: datetime) -> None:
    """Withdraw an application while the call is open; what was received stays received.

    Raises:
        CallNotOpenError, CallClosedError: the call takes no changes now.
        ApplicationStateError: the application is neither a draft nor submitted.
    """
    require_open(status_of(call), now)
    row.state = next_state(row.reference, ApplicationState(row.state), ApplicationState.WITHDRAWN).value
    row.changed_at = now
    session.flush()
    _log(session, "withdrawn", row, now)


def add_revision(session: Session, row: ApplicationRow, content: Mapping[str, Any], now: datetime) -> None:
    """Keep what the application says at its current revision, and who applies."""
    session.add(
        ApplicationRevisionRow(
            application_id=row.application_id,
            revision=row.revision,
            content=dict(content),
            content_sha256=digest_of(content),
            created_at=now,
        )
    )
    names = enumerate(content["applicants"])
    session.add_all(
        ApplicantRow(application_id=row.application_id, position=at, name=name) for at, name in names
    )
    session.flush()


def digest_of(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of content in one fixed form, so that a revision can be proved unchanged."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def content_of(session: Session, row: ApplicationRow) -> dict[str, Any]:
    """Give what the application says at its current revision."""
    revision = session.get_one(ApplicationRevisionRow, (row.application_id, row.revision))
    return revision.content


def next_registration_number(call: CallRow) -> str:
    """Give the call's next registration number; the caller holds the call locked, so none comes twice."""
    call.last_registered += 1
    return f"{call.registration_number or call.code}-{call.last_registered}"


def _log(session: Session, kind: str, row: ApplicationRow, now: datetime) -> None:
    log_event(
        session,
        kind,
        now,
        call_id=row.call_id,
        application_id=row.application_id,
        facts={"revision": row.revision},
    )


def _next_reference(session: Session, call: CallRow) -> str:
    while True:
        call.last_reference += 1
        reference = f"A-{call.last_reference}"
        if not _is_taken(session, call.call_id, reference):
            return reference


def _is_taken(session: Session, call_id: UUID, reference: str) -> bool:
    same = select(ApplicationRow.application_id).where(
        ApplicationRow.call_id == call_id, ApplicationRow.reference == reference
    )
    return session.scalar(same) is not None
