"""The manifest of a screening: which revisions it is about, which of them are lacking, and all of them in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, select, tuple_

from scoring_service.store.read_frozen_call import read_application
from scoring_service.store.tables import KnownApplication, Screening, ScreeningApplication
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from scoring_service.domain.frozen_call import Application
    from shared.plumbing.database import Database

SAME_REVISION: ColumnElement[bool] = and_(
    KnownApplication.application_id == ScreeningApplication.application_id,
    KnownApplication.revision == ScreeningApplication.revision,
)


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


def pages_of_applications(database: Database, screening_id: str, page: int) -> Iterator[list[Application]]:
    """Give a screening's applications a page at a time, by reference: the same order whatever order they came in.

    Each page is a transaction of its own, so that a large call holds neither memory nor a snapshot.
    """
    for rows in _pages(database, screening_id, page, select(KnownApplication), lambda row: row[0]):
        yield [read_application(row) for (row,) in rows]


def pages_of_ids(database: Database, screening_id: str, page: int) -> Iterator[list[str]]:
    """Give the ids of a screening's applications a page at a time, in the same order."""
    ids = select(KnownApplication.reference, KnownApplication.application_id)
    for rows in _pages(database, screening_id, page, ids, lambda row: row):
        yield [application_id for _, application_id in rows]


def _pages(
    database: Database, screening_id: str, page: int, columns: Any, key_of: Callable[[Any], Any]
) -> Iterator[Sequence[Any]]:
    keys = tuple_(KnownApplication.reference, KnownApplication.application_id)
    first = (
        columns.join(ScreeningApplication, SAME_REVISION)
        .where(ScreeningApplication.screening_id == screening_id)
        .order_by(KnownApplication.reference, KnownApplication.application_id)
        .limit(page)
    )
    statement = first
    while True:
        with database.reading() as session:
            rows = session.execute(statement).all()
        if rows:
            yield rows
        if len(rows) < page:
            return
        last = key_of(rows[-1])
        statement = first.where(keys > (last.reference, last.application_id))
