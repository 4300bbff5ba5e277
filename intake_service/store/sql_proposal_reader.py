"""The real reader of proposals: the port of ``domain.proposal_reader`` on the intake database."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from sqlalchemy import select

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError
from intake_service.domain.points import points_key
from intake_service.domain.proposal import Proposal
from intake_service.domain.proposal_reader import (
    ApplicationList,
    ApplicationRecord,
    HistoryEntry,
    HistoryEvent,
)
from intake_service.domain.reference_order import reference_key
from intake_service.store.read_applications import (
    application_lines,
    points_by_application,
    proposed_applications,
)
from intake_service.store.read_call import call_head, call_summary
from intake_service.store.read_screening import call_findings_of, screening_of, shown_screening
from intake_service.store.save_application import content_of
from intake_service.store.tables import ApplicationRow, CallRow, EventRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from intake_service.domain.proposal import ProposedApplication
    from intake_service.domain.proposal_reader import ApplicationFilter, CallSummary
    from intake_service.store.read_applications import ApplicationLine
    from shared.plumbing.database import Database

_Referred = TypeVar("_Referred", "ApplicationLine", "ProposedApplication")
"""Whatever has a reference to be sorted by."""


class SqlProposalReader:
    """Reads proposals from the database; see ``ProposalReader`` for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def calls(self) -> tuple[CallSummary, ...]:
        """Give all calls, the one that closes last first."""
        with self._database.reading() as session:
            rows = session.scalars(select(CallRow).order_by(CallRow.code)).all()
            latest = sorted(rows, key=lambda row: (row.closes_on is None, row.closes_on), reverse=True)
            return tuple(call_summary(session, row) for row in latest)

    def call(self, call_id: str, screening_id: str | None = None) -> CallSummary:
        """Give one call at a glance."""
        with self._database.reading() as session:
            return call_summary(session, _call(session, call_id), screening_id)

    def applications(
        self,
        call_id: str,
        wanted: ApplicationFilter,
        *,
        page: int,
        page_size: int,
        screening_id: str | None = None,
    ) -> ApplicationList:
        """Give one page of a call's applications."""
        with self._database.reading() as session:
            row = _call(session, call_id)
            shown = _shown_id(session, row, screening_id)
            lines = application_lines(session, row.call_id, shown)
            found = _by_reference([line for line in lines if _fits(line, wanted)])
            if wanted.by_points:
                points = points_by_application(session, row.call_id, shown)
                found = sorted(found, key=lambda line: points_key(points.get(line.application_id)))
            ids = [line.application_id for line in found[(page - 1) * page_size : page * page_size]]
            applications = _by_reference(proposed_applications(session, row.call_id, shown, ids))
            if wanted.by_points:
                applications = sorted(applications, key=lambda application: points_key(application.points))
            return ApplicationList(tuple(applications), len(found), page, page_size)

    def proposal(self, call_id: str, screening_id: str | None = None) -> Proposal:
        """Give the whole proposal for a call."""
        with self._database.reading() as session:
            row = _call(session, call_id)
            screening = shown_screening(session, row.call_id, screening_id)
            shown = None if screening is None else screening.screening_id
            return Proposal(
                call=call_head(row),
                screening=None if screening is None else screening_of(session, screening),
                applications=tuple(_by_reference(proposed_applications(session, row.call_id, shown))),
                call_findings=call_findings_of(session, screening),
            )

    def application(self, application_id: str, screening_id: str | None = None) -> ApplicationRecord:
        """Give one application with everything about it."""
        with self._database.reading() as session:
            key = _uuid(application_id)
            row = None if key is None else session.get(ApplicationRow, key)
            if row is None:
                raise ApplicationNotFoundError(application_id)
            return _record(session, row, screening_id)


def _record(session: Session, row: ApplicationRow, wanted: str | None) -> ApplicationRecord:
    call = session.get_one(CallRow, row.call_id)
    screening = shown_screening(session, row.call_id, wanted)
    screening_id = None if screening is None else screening.screening_id
    content = content_of(session, row)
    grants = content["earlier_grants"]
    return ApplicationRecord(
        call=call_head(call),
        application=proposed_applications(session, row.call_id, screening_id, [row.application_id])[0],
        answers=content["answers"],
        earlier_grants=None if grants is None else tuple(grants),
        screening=None if screening is None else screening_of(session, screening),
        history=_history(session, row),
    )


def _history(session: Session, row: ApplicationRow) -> tuple[HistoryEntry, ...]:
    of_this = (
        select(EventRow).where(EventRow.application_id == row.application_id).order_by(EventRow.event_id)
    )
    told = ((event, _told(event)) for event in session.scalars(of_this))
    return tuple(HistoryEntry(event.at, kind, event.facts["revision"]) for event, kind in told if kind)


def _told(event: EventRow) -> HistoryEvent | None:
    if event.facts.get("imported"):
        return HistoryEvent.IMPORTED if event.kind == HistoryEvent.SUBMITTED else None
    return HistoryEvent(event.kind) if event.kind in set(HistoryEvent) else None


def _call(session: Session, call_id: str) -> CallRow:
    key = _uuid(call_id)
    row = None if key is None else session.get(CallRow, key)
    if row is None:
        raise CallNotFoundError(call_id)
    return row


def _shown_id(session: Session, row: CallRow, wanted: str | None) -> UUID | None:
    screening = shown_screening(session, row.call_id, wanted)
    return None if screening is None else screening.screening_id


def _fits(line: ApplicationLine, wanted: ApplicationFilter) -> bool:
    if wanted.unscreened and line.outcome is not None:
        return False
    if wanted.outcome is not None and line.outcome is not wanted.outcome:
        return False
    if wanted.grant_type is not None and line.grant_type != wanted.grant_type:
        return False
    searched = " ".join((line.reference, line.title, *line.names)).casefold()
    return wanted.words is None or wanted.words.casefold() in searched


def _by_reference(applications: Sequence[_Referred]) -> list[_Referred]:
    return sorted(applications, key=lambda application: reference_key(application.reference))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
