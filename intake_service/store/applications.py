"""Applications as intake stores them, and as the messages to scoring carry them; the caller opens the transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from intake_service.domain.errors import RankingNotFoundError, ReferenceTakenError
from intake_service.store.rows import kinds_of
from intake_service.store.tables import (
    ApplicantRow,
    ApplicationRevisionRow,
    ApplicationRow,
    CallRow,
    Outbox,
    RankingRow,
)
from prescreen_shared.known_names import known_names
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Clock
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.shapes.application import ApplicationAsItStands
from prescreen_shared.shapes.call import Call
from prescreen_shared.shapes.declaring import write
from prescreen_shared.statuses import ApplicationState
from prescreen_shared.written import canonical_sha256

IN_ONE_MESSAGE: Final = 50
"""Applications in one message: enough to spare the broker, few enough to lose little time on a repeat."""


def add_application(
    session: Session, call: CallRow, content: Mapping[str, Any], reference: str | None, now: datetime
) -> ApplicationRow:
    """Add a draft to a call that the caller holds locked; without a reference it gets the call's next.

    Raises:
        ReferenceTakenError: another application of the call has the reference.
    """
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
    add_revisions(session, [(row, content)], now)
    return row


def add_revisions(
    session: Session, contents: Sequence[tuple[ApplicationRow, Mapping[str, Any]]], now: datetime
) -> None:
    """Keep what each application says at its current revision, and who applies; the rows are flushed already."""
    revisions = [
        {
            "application_id": row.application_id,
            "revision": row.revision,
            "content": dict(content),
            "content_sha256": canonical_sha256(content),
            "created_at": now,
        }
        for row, content in contents
    ]
    applicants = [
        {"application_id": row.application_id, "position": at, "name": name}
        for row, content in contents
        for at, name in enumerate(content["applicants"])
    ]
    for table, values in ((ApplicationRevisionRow, revisions), (ApplicantRow, applicants)):
        if values:
            session.execute(insert(table), values)


def replace_content(session: Session, row: ApplicationRow, content: Mapping[str, Any], now: datetime) -> None:
    """Give an application its next revision."""
    row.revision += 1
    row.grant_type, row.changed_at = content["grant_type"], now
    session.flush()
    session.execute(delete(ApplicantRow).where(ApplicantRow.application_id == row.application_id))
    add_revisions(session, [(row, content)], now)


def content_of(session: Session, row: ApplicationRow) -> dict[str, Any]:
    """Give what the application says at its current revision."""
    revision = session.get_one(ApplicationRevisionRow, (row.application_id, row.revision))
    return revision.content


def next_registration_number(call: CallRow) -> str:
    """Give the call's next registration number; the caller holds the call locked, so none comes twice."""
    call.last_registered += 1
    return f"{call.registration_number or call.code}-{call.last_registered}"


def save_ranking(
    session: Session, call: CallRow, administration: str, references: Sequence[str], now: datetime
) -> RankingRow:
    """Keep a ranking instead of an earlier one, under whatever spelling; the caller holds the call locked."""
    row = _ranking_of(session, call, administration)
    if row is None:
        row = RankingRow(
            call_id=call.call_id, administration=listed_name(call.administrations, administration)
        )
        session.add(row)
    row.references, row.changed_at = list(references), now
    session.flush()
    return row


def listed_name(listed: Sequence[str] | None, administration: str) -> str:
    """Give an administration as the call lists it, else as it is written."""
    return known_names(tuple(listed or ())).recognise(administration).name or administration


def spellings_of(session: Session, call: CallRow, administration: str) -> list[str]:
    """Give the names, as they are written, under which an administration applies in a call."""
    names = known_names(tuple(call.administrations or ()))
    written = (
        select(ApplicantRow.name)
        .join(ApplicationRow, ApplicationRow.application_id == ApplicantRow.application_id)
        .where(ApplicationRow.call_id == call.call_id)
        .distinct()
    )
    wanted = names.identify(administration)
    return [name for name in session.scalars(written) if names.identify(name) == wanted]


def find_ranking(session: Session, call: CallRow, administration: str) -> RankingRow:
    """Give the ranking of an administration, under whatever spelling.

    Raises:
        RankingNotFoundError: it has none in this call.
    """
    row = _ranking_of(session, call, administration)
    if row is None:
        raise RankingNotFoundError(administration)
    return row


def applicants_by_reference(session: Session, call_id: UUID) -> dict[str, list[str]]:
    """Give who applies, main applicant first, for each application of the call that is not withdrawn."""
    named = (
        select(ApplicationRow.reference, ApplicantRow.name)
        .join(ApplicantRow, ApplicantRow.application_id == ApplicationRow.application_id)
        .where(ApplicationRow.call_id == call_id, ApplicationRow.state != ApplicationState.WITHDRAWN.value)
        .order_by(ApplicationRow.reference, ApplicantRow.position)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for reference, name in session.execute(named):
        found[reference].append(name)
    return dict(found)


def references_of(session: Session, call_id: UUID) -> frozenset[str]:
    """Give the references of a call's applications, also of those withdrawn, which none may have again."""
    return frozenset(
        session.scalars(select(ApplicationRow.reference).where(ApplicationRow.call_id == call_id))
    )


def application_snapshot(row: ApplicationRow, revision: int, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give one revision of an application, complete in itself; its content is sent as it was kept, to the letter."""
    return {**write(row, ApplicationAsItStands, revision=revision, content=None), "content": dict(content)}


def call_snapshot(row: CallRow) -> dict[str, Any]:
    """Give what scoring needs to know of a call."""
    return write(row, Call, grant_types=kinds_of(row))


def stored_snapshots(session: Session, wanted: Sequence[tuple[UUID, int]]) -> list[dict[str, Any]]:
    """Give the snapshots of ``wanted`` (application, revision), leaving out what intake never had."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(wanted), IN_ONE_MESSAGE):
        rows = (
            session.query(ApplicationRow, ApplicationRevisionRow)
            .join(
                ApplicationRevisionRow, ApplicationRevisionRow.application_id == ApplicationRow.application_id
            )
            .where(
                tuple_(ApplicationRevisionRow.application_id, ApplicationRevisionRow.revision).in_(
                    wanted[start : start + IN_ONE_MESSAGE]
                )
            )
        )
        found.extend(application_snapshot(row, revision.revision, revision.content) for row, revision in rows)
    return found


def send_snapshots(
    session: Session,
    call_id: UUID,
    snapshots: Sequence[dict[str, Any]],
    clock: Clock,
    *,
    request_id: str | None = None,
) -> None:
    """Write the messages that carry ``snapshots`` to scoring, in the caller's transaction."""
    for start in range(0, len(snapshots), IN_ONE_MESSAGE):
        body = {"call_id": str(call_id), "applications": list(snapshots[start : start + IN_ONE_MESSAGE])}
        enqueue(session, Outbox, TaskName.RECEIVE_APPLICATIONS, body, clock, request_id=request_id)


def _ranking_of(session: Session, call: CallRow, administration: str) -> RankingRow | None:
    names = known_names(tuple(call.administrations or ()))
    wanted = names.identify(administration)
    of_call = session.scalars(select(RankingRow).where(RankingRow.call_id == call.call_id))
    return next((row for row in of_call if names.identify(row.administration) == wanted), None)


def _is_taken(session: Session, call_id: UUID, reference: str) -> bool:
    same = select(ApplicationRow.application_id).where(
        ApplicationRow.call_id == call_id, ApplicationRow.reference == reference
    )
    return session.scalar(same) is not None


def _next_reference(session: Session, call: CallRow) -> str:
    while True:
        call.last_reference += 1
        reference = f"A-{call.last_reference}"
        if not _is_taken(session, call.call_id, reference):
            return reference
