"""Applications and calls as the messages to scoring carry them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import tuple_

from intake_service.store.tables import ApplicationRevisionRow, ApplicationRow, Outbox
from shared.names import TaskName
from shared.plumbing.outbox import enqueue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow
    from shared.plumbing.clock import Clock

IN_ONE_MESSAGE: Final = 50
"""Applications in one message: enough to spare the broker, few enough to lose little time on a repeat."""


def application_snapshot(row: ApplicationRow, revision: int, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give one revision of an application, complete in itself."""
    return {
        "application_id": str(row.application_id),
        "reference": row.reference,
        "revision": revision,
        "state": row.state,
        # In UTC whether the row was just made or read back, so that a repeated snapshot is the same to the letter.
        "submitted_at": None if row.submitted_at is None else row.submitted_at.astimezone(UTC).isoformat(),
        "registration_number": row.registration_number,
        "content": dict(content),
    }


def call_snapshot(row: CallRow) -> dict[str, Any]:
    """Give what scoring needs to know of a call."""
    return {
        "call_id": str(row.call_id),
        "code": row.code,
        "title": row.title,
        "issuer": row.issuer,
        "registration_number": row.registration_number,
        "opens_on": None if row.opens_on is None else row.opens_on.isoformat(),
        "closes_on": None if row.closes_on is None else row.closes_on.isoformat(),
        "closes_at": None if row.closes_at is None else row.closes_at.astimezone(UTC).isoformat(),
        "time_zone": row.time_zone,
        "grant_year": row.grant_year,
        "grant_types": {name: row.grant_types[name] for name in row.grant_type_order},
        "max_applications_per_administration": row.max_applications_per_administration,
        "administrations": row.administrations,
        "questions": [_question_snapshot(question) for question in row.questions],
    }


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


def _question_snapshot(question: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": question["key"], "type": question["type"], "choices": list(question.get("choices") or ())}
