"""Calls and applications as pages and exports read them, each application with the verdict of one screening.

The caller opens the transaction and names the screening, or None where there is none yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError
from intake_service.domain.proposal import (
    CallHead,
    GrantType,
    Points,
    Proposal,
    ProposedApplication,
    frame_sums,
    points_key,
    sum_points,
)
from intake_service.domain.proposal_reader import (
    ApplicationFilter,
    ApplicationList,
    ApplicationRecord,
    CallSummary,
    HistoryEntry,
    HistoryEvent,
)
from intake_service.store.answers import call_findings_of, screening_entries, screening_of, shown_screening
from intake_service.store.applications import content_of
from intake_service.store.rows import kinds_of
from intake_service.store.tables import ApplicationRevisionRow, ApplicationRow, CallRow, EventRow, VerdictRow
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import CriterionFinding
from prescreen_shared.statuses import ApplicationState, Outcome
from prescreen_shared.written import reference_key

_Referred = TypeVar("_Referred", "ApplicationLine", "ProposedApplication")
"""Whatever has a reference to be sorted by."""
RECEIVED: Final = tuple(
    state.value
    for state in ApplicationState
    if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)
"""The states of applications that count: received and not withdrawn."""


def call_summaries(session: Session) -> tuple[CallSummary, ...]:
    """Give all calls, the one that closes last first."""
    rows = session.scalars(select(CallRow).order_by(CallRow.code)).all()
    latest = sorted(rows, key=lambda row: (row.closes_on is None, row.closes_on), reverse=True)
    return tuple(_call_summary(session, row, None) for row in latest)


def call_summary(session: Session, call_id: str, screening_id: str | None) -> CallSummary:
    """Give one call at a glance."""
    return _call_summary(session, _call(session, call_id), screening_id)


def application_list(
    session: Session,
    call_id: str,
    wanted: ApplicationFilter,
    page: int,
    page_size: int,
    screening_id: str | None,
) -> ApplicationList:
    """Give one page of a call's applications."""
    row = _call(session, call_id)
    shown = _shown_id(session, row, screening_id)
    lines = _application_lines(session, row.call_id, shown)
    found = _by_reference([line for line in lines if _fits(line, wanted)])
    if wanted.by_points:
        points = _points_by_application(session, row.call_id, shown)
        found = sorted(found, key=lambda line: points_key(points.get(line.application_id)))
    ids = [line.application_id for line in found[(page - 1) * page_size : page * page_size]]
    applications = _by_reference(_proposed_applications(session, row.call_id, shown, ids))
    if wanted.by_points:
        applications = sorted(applications, key=lambda application: points_key(application.points))
    return ApplicationList(tuple(applications), len(found), page, page_size)


def whole_proposal(session: Session, call_id: str, screening_id: str | None) -> Proposal:
    """Give the whole proposal for a call."""
    row = _call(session, call_id)
    screening = shown_screening(session, row.call_id, screening_id)
    shown = None if screening is None else screening.screening_id
    return Proposal(
        call=_call_head(row),
        screening=None if screening is None else screening_of(session, screening),
        applications=tuple(_by_reference(_proposed_applications(session, row.call_id, shown))),
        call_findings=call_findings_of(session, screening),
    )


def application_record(session: Session, application_id: str, screening_id: str | None) -> ApplicationRecord:
    """Give one application with everything about it."""
    key = _uuid(application_id)
    row = None if key is None else session.get(ApplicationRow, key)
    if row is None:
        raise ApplicationNotFoundError(application_id)
    return _record(session, row, screening_id)


def _call_summary(session: Session, row: CallRow, screening_id: str | None) -> CallSummary:
    """Give a call at a glance, by one of its screenings."""
    head, screening = _call_head(row), shown_screening(session, row.call_id, screening_id)
    lines = _application_lines(session, row.call_id, None if screening is None else screening.screening_id)
    return CallSummary(
        call=head,
        screening=None if screening is None else screening_of(session, screening),
        sums=frame_sums(head.grant_types, lines),
        call_findings=call_findings_of(session, screening),
        screenings=screening_entries(session, row.call_id),
    )


def _call_head(row: CallRow) -> CallHead:
    """Give the call itself, its kinds of grant in the order in which it names them."""
    kinds = kinds_of(row).items()
    return read(CallHead, row, grant_types=tuple(read(GrantType, kind, key=key) for key, kind in kinds))


def _application_lines(session: Session, call_id: UUID, screening_id: UUID | None) -> list[ApplicationLine]:
    """Give a line for each received application of a call."""
    content = ApplicationRevisionRow.content
    wanted = select(
        ApplicationRow.application_id,
        ApplicationRow.reference,
        ApplicationRow.grant_type,
        content["title"].as_string().label("title"),
        content["applicants"].label("names"),
        content["requested_amount"].label("requested_amount"),
        VerdictRow.proposed_amount,
        VerdictRow.outcome,
    )
    return [
        read(ApplicationLine, row) for row in session.execute(_with_verdict(wanted, call_id, screening_id))
    ]


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """What lists and sums need of an application; ``names`` are its applicants, amounts whole SEK."""

    application_id: UUID
    reference: str
    grant_type: str
    title: str
    names: tuple[str, ...]
    requested_amount: int | None
    proposed_amount: int | None
    outcome: Outcome | None


def _with_verdict(
    wanted: Select[Any], call_id: UUID, screening_id: UUID | None, *, everyone: bool = False
) -> Select[Any]:
    current = and_(
        ApplicationRevisionRow.application_id == ApplicationRow.application_id,
        ApplicationRevisionRow.revision == ApplicationRow.revision,
    )
    judged = and_(
        VerdictRow.application_id == ApplicationRow.application_id, VerdictRow.screening_id == screening_id
    )
    joined = wanted.select_from(ApplicationRow).join(ApplicationRevisionRow, current)
    found = joined.outerjoin(VerdictRow, judged).where(ApplicationRow.call_id == call_id)
    return found if everyone else found.where(ApplicationRow.state.in_(RECEIVED))


def _call(session: Session, call_id: str) -> CallRow:
    key = _uuid(call_id)
    row = None if key is None else session.get(CallRow, key)
    if row is None:
        raise CallNotFoundError(call_id)
    return row


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown_id(session: Session, row: CallRow, wanted: str | None) -> UUID | None:
    screening = shown_screening(session, row.call_id, wanted)
    return None if screening is None else screening.screening_id


def _by_reference(applications: Sequence[_Referred]) -> list[_Referred]:
    return sorted(applications, key=lambda application: reference_key(application.reference))


def _fits(line: ApplicationLine, wanted: ApplicationFilter) -> bool:
    if wanted.unscreened and line.outcome is not None:
        return False
    if wanted.outcome is not None and line.outcome is not wanted.outcome:
        return False
    if wanted.grant_type is not None and line.grant_type != wanted.grant_type:
        return False
    searched = " ".join((line.reference, line.title, *line.names)).casefold()
    return wanted.words is None or wanted.words.casefold() in searched


def _points_by_application(session: Session, call_id: UUID, screening_id: UUID | None) -> dict[UUID, Points]:
    """Give the points of each received application that criteria were for."""
    wanted = select(ApplicationRow.application_id, VerdictRow.criteria)
    rows = session.execute(_with_verdict(wanted, call_id, screening_id))
    return {
        application_id: points
        for application_id, criteria in rows
        if (points := sum_points([read(CriterionFinding, each) for each in criteria or ()])) is not None
    }


def _proposed_applications(
    session: Session, call_id: UUID, screening_id: UUID | None, ids: Sequence[UUID] | None = None
) -> list[ProposedApplication]:
    """Give applications of a call with every finding: those of ``ids``, or all that were received."""
    wanted = select(ApplicationRow, ApplicationRevisionRow.content, VerdictRow)
    joined = _with_verdict(wanted, call_id, screening_id, everyone=ids is not None)
    if ids is not None:
        joined = joined.where(ApplicationRow.application_id.in_(ids))
    return [_proposed(row, content, verdict) for row, content, verdict in session.execute(joined)]


def _proposed(
    row: ApplicationRow, content: Mapping[str, Any], verdict: VerdictRow | None
) -> ProposedApplication:
    return read(ProposedApplication, row, content, *(() if verdict is None else (verdict,)))


def _record(session: Session, row: ApplicationRow, wanted: str | None) -> ApplicationRecord:
    call = session.get_one(CallRow, row.call_id)
    screening = shown_screening(session, row.call_id, wanted)
    screening_id = None if screening is None else screening.screening_id
    content = content_of(session, row)
    grants = content["earlier_grants"]
    return ApplicationRecord(
        call=_call_head(call),
        application=_proposed_applications(session, row.call_id, screening_id, [row.application_id])[0],
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
