"""Applications as intake sent them: each revision kept once, those that a screening or an open call is about, and read as the domain judges them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import insert_missing
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import read
from prescreen_shared.written import canonical_sha256
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.store.tables import KnownApplication, Screening, ScreeningApplication

SAME_REVISION: ColumnElement[bool] = and_(
    KnownApplication.application_id == ScreeningApplication.application_id,
    KnownApplication.revision == ScreeningApplication.revision,
)
BY_REFERENCE: Final = (KnownApplication.reference, KnownApplication.application_id)
"""The order in which applications are read, whatever order they came in."""


def keep_manifest(session: Session, screening_id: str, manifest: Sequence[Sequence[Any]]) -> None:
    """Keep which revisions a screening is about."""
    insert_missing(
        session,
        ScreeningApplication,
        [
            {
                "screening_id": screening_id,
                "application_id": str(UUID(application_id)),
                "revision": revision,
                "chunk_id": None,
                "context": None,
                "fault": None,
            }
            for application_id, revision in manifest
        ],
    )


def missing_revisions(session: Session, screening: Screening) -> list[tuple[str, int]]:
    """Give the revisions of the manifest that intake has not sent, or not got through."""
    rows = session.execute(
        select(ScreeningApplication.application_id, ScreeningApplication.revision)
        .outerjoin(KnownApplication, SAME_REVISION)
        .where(ScreeningApplication.screening_id == screening.screening_id)
        .where(KnownApplication.application_id.is_(None))
        .order_by(ScreeningApplication.application_id)
    )
    return [(application_id, revision) for application_id, revision in rows]


def manifest_of(screening_id: str) -> Select[KnownApplication]:
    """Select the applications that a screening is about."""
    of_screening = ScreeningApplication.screening_id == screening_id
    return select(KnownApplication).join(ScreeningApplication, SAME_REVISION).where(of_screening)


def received_until(call_id: str, until: datetime) -> Select[KnownApplication]:
    """Select the newest revision of each application of a call received until a moment."""
    newest = (
        select(KnownApplication.application_id, func.max(KnownApplication.revision).label("revision"))
        .where(KnownApplication.call_id == call_id, KnownApplication.received_at <= until)
        .group_by(KnownApplication.application_id)
        .subquery()
    )
    same = and_(
        KnownApplication.application_id == newest.c.application_id,
        KnownApplication.revision == newest.c.revision,
    )
    return select(KnownApplication).join(newest, same)


def count_applications(session: Session, wanted: Select[KnownApplication]) -> int:
    """Count the applications of ``manifest_of`` or ``received_until``."""
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def lock_screening(session: Session, screening_id: str) -> Screening:
    """Read a screening for changing it.

    Raises:
        LookupError: there is none with this id.
    """
    screening = session.get(Screening, screening_id, with_for_update=True)
    if screening is None:
        raise LookupError(f"no screening {screening_id}")
    return screening


def keep_applications(
    session: Session, call_id: str, snapshots: Sequence[dict[str, Any]], now: datetime
) -> Receipt:
    """Keep snapshots in the message's shape; a revision that is already kept is left as it is."""
    rows = [_row(call_id, snapshot, now) for snapshot in snapshots]
    new = insert_missing(session, KnownApplication, rows)
    if new == len(rows):
        return Receipt(new, 0, ())
    return Receipt(new, len(rows) - new, _differing(session, rows))


def read_call(screening: Screening) -> CallFacts:
    """Give the call as it stood when the screening was ordered."""
    sums = screening.decided_sums
    return read(
        CallFacts,
        screening.call,
        call_id=screening.call_id,
        rankings={name: tuple(references) for name, references in screening.rankings.items()},
        register=screening.register,
        decided_sums=sums and {key: (value["decided"], value["stated"]) for key, value in sums.items()},
    )


def read_application(row: KnownApplication) -> Application:
    """Give one revision of one application."""
    return read(Application, row, row.content)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many revisions were new, how many repeated, and which repeated ones differ from what is kept."""

    new: int
    repeated: int
    differing: tuple[str, ...]


def _row(call_id: str, snapshot: dict[str, Any], now: datetime) -> dict[str, Any]:
    submitted_at = _moment(snapshot["submitted_at"])
    submitted_at = submitted_at and submitted_at.astimezone(UTC)
    return {
        "application_id": str(UUID(snapshot["application_id"])),
        "revision": snapshot["revision"],
        "call_id": call_id,
        "reference": snapshot["reference"],
        "registration_number": snapshot["registration_number"],
        "submitted_at": submitted_at,
        "submitted_on": _day(snapshot.get("submitted_on")),
        "content": snapshot["content"],
        "content_sha256": _hash_of(snapshot, submitted_at),
        "received_at": now,
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _hash_of(snapshot: dict[str, Any], submitted_at: datetime | None) -> str:
    # The state may change without a new revision, and decides nothing here; one moment is written in many ways.
    lasting = {key: value for key, value in snapshot.items() if key != "state"}
    lasting["submitted_at"] = submitted_at and submitted_at.isoformat()
    if lasting.get("submitted_on") is None:
        # What says nothing of a day has the hash that it had before a day could be stated.
        lasting.pop("submitted_on", None)
    return canonical_sha256(lasting)


def _differing(session: Session, rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    ids = {row["application_id"] for row in rows}
    kept = {
        (application_id, revision): sha256
        for application_id, revision, sha256 in session.execute(
            select(
                KnownApplication.application_id, KnownApplication.revision, KnownApplication.content_sha256
            ).where(KnownApplication.application_id.in_(ids))
        )
    }
    return tuple(
        row["application_id"]
        for row in rows
        if kept[row["application_id"], row["revision"]] != row["content_sha256"]
    )
