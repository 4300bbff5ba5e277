"""Listing calls and applications page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from intake_service.store.documents import application_document, call_document
from intake_service.store.read_screening import shown_screening
from intake_service.store.tables import (
    ApplicantRow,
    ApplicationRevisionRow,
    ApplicationRow,
    CallRow,
    VerdictRow,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from shared.plumbing.paging import Page

Json = dict[str, Any]


def list_calls(session: Session, page: Page, *, state: str | None, code: str | None) -> Json:
    """Give a page of calls, the newest first."""
    wanted = select(CallRow)
    if state is not None:
        wanted = wanted.where(CallRow.state == state)
    if code is not None:
        wanted = wanted.where(CallRow.code == code)
    ordered = wanted.order_by(CallRow.created_at.desc(), CallRow.call_id)
    items = [call_document(row) for row in session.scalars(page.of(ordered))]
    return page.document(items, _count(session, wanted))


def list_applications(
    session: Session,
    call_id: UUID,
    page: Page,
    *,
    state: str | None,
    grant_type: str | None,
    applicant: str | None,
    outcome: str | None,
) -> Json:
    """Give a page of a call's applications in order of arrival; ``outcome`` is that of the screening shown."""
    wanted = _joined(session, call_id)
    if state is not None:
        wanted = wanted.where(ApplicationRow.state == state)
    if grant_type is not None:
        wanted = wanted.where(ApplicationRow.grant_type == grant_type)
    if applicant is not None:
        named = select(ApplicantRow.application_id).where(ApplicantRow.name == applicant)
        wanted = wanted.where(ApplicationRow.application_id.in_(named))
    if outcome is not None:
        wanted = wanted.where(VerdictRow.outcome == outcome)
    ordered = wanted.order_by(ApplicationRow.created_at, ApplicationRow.reference)
    items = [
        {**application_document(row, content), "outcome": proposed}
        for row, content, proposed in session.execute(page.of(ordered))
    ]
    return page.document(items, _count(session, wanted))


def _joined(session: Session, call_id: UUID) -> Select[Any]:
    screening = shown_screening(session, call_id)
    current = and_(
        ApplicationRevisionRow.application_id == ApplicationRow.application_id,
        ApplicationRevisionRow.revision == ApplicationRow.revision,
    )
    judged = and_(
        VerdictRow.application_id == ApplicationRow.application_id,
        VerdictRow.screening_id == (None if screening is None else screening.screening_id),
    )
    return (
        select(ApplicationRow, ApplicationRevisionRow.content, VerdictRow.outcome)
        .join(ApplicationRevisionRow, current)
        .outerjoin(VerdictRow, judged)
        .where(ApplicationRow.call_id == call_id)
    )


def _count(session: Session, wanted: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
