"""Reading a call's applications with the verdict that the latest screening gave each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from intake_service.domain.points import sum_points
from intake_service.domain.proposal import (
    Bilingual,
    CriterionFinding,
    Evidence,
    Finding,
    ProposedApplication,
    Source,
)
from intake_service.store.tables import ApplicationRevisionRow, ApplicationRow, VerdictRow
from shared.statuses import ApplicationState, Effect, FindingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from intake_service.domain.points import Points

RECEIVED: Final = tuple(
    state.value
    for state in ApplicationState
    if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)
"""The states of applications that count: received and not withdrawn."""


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


def application_lines(session: Session, call_id: UUID, screening_id: UUID | None) -> list[ApplicationLine]:
    """Give a line for each received application of a call."""
    content = ApplicationRevisionRow.content
    wanted = select(
        ApplicationRow.application_id,
        ApplicationRow.reference,
        ApplicationRow.grant_type,
        content["title"].as_string(),
        content["applicants"],
        content["requested_amount"],
        VerdictRow.proposed_amount,
        VerdictRow.outcome,
    )
    rows = session.execute(_with_verdict(wanted, call_id, screening_id))
    return [
        ApplicationLine(
            application_id=application_id,
            reference=reference,
            grant_type=grant_type,
            title=title,
            names=tuple(names),
            requested_amount=requested,
            proposed_amount=proposed,
            outcome=None if outcome is None else Outcome(outcome),
        )
        for application_id, reference, grant_type, title, names, requested, proposed, outcome in rows
    ]


def proposed_applications(
    session: Session, call_id: UUID, screening_id: UUID | None, ids: Sequence[UUID] | None = None
) -> list[ProposedApplication]:
    """Give applications of a call with every finding: those of ``ids``, or all that were received."""
    wanted = select(ApplicationRow, ApplicationRevisionRow.content, VerdictRow)
    joined = _with_verdict(wanted, call_id, screening_id, everyone=ids is not None)
    if ids is not None:
        joined = joined.where(ApplicationRow.application_id.in_(ids))
    return [_proposed(row, content, verdict) for row, content, verdict in session.execute(joined)]


def points_by_application(session: Session, call_id: UUID, screening_id: UUID | None) -> dict[UUID, Points]:
    """Give the points of each received application that criteria were for."""
    wanted = select(ApplicationRow.application_id, VerdictRow.criteria)
    rows = session.execute(_with_verdict(wanted, call_id, screening_id))
    summed = (
        (application_id, sum_points(tuple(_criteria(criteria or ())))) for application_id, criteria in rows
    )
    return {application_id: points for application_id, points in summed if points is not None}


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


def _proposed(
    row: ApplicationRow, content: Mapping[str, Any], verdict: VerdictRow | None
) -> ProposedApplication:
    return ProposedApplication(
        application_id=str(row.application_id),
        reference=row.reference,
        registration_number=row.registration_number,
        received_at=row.received_at,
        submitted_at=row.submitted_at,
        revision=row.revision,
        state=ApplicationState(row.state),
        grant_type=row.grant_type,
        title=content["title"],
        description=content["description"],
        applicants=tuple(content["applicants"]),
        unit=content["unit"],
        requested_amount=content["requested_amount"],
        proposed_amount=None if verdict is None else verdict.proposed_amount,
        outcome=None if verdict is None else Outcome(verdict.outcome),
        findings=() if verdict is None else tuple(_findings(verdict.findings)),
        criteria=() if verdict is None else tuple(_criteria(verdict.criteria)),
    )


def _findings(documents: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    for finding in documents:
        yield Finding(
            rule=finding["rule"],
            effect=Effect(finding["effect"]),
            status=FindingStatus(finding["status"]),
            text=Bilingual(**finding["text"]),
            facts=finding["facts"],
            missing=tuple(finding["missing"]),
            evidence=tuple(Evidence(**evidence) for evidence in finding["evidence"]),
            source=_source(finding),
        )


def _criteria(documents: Iterable[Mapping[str, Any]]) -> Iterable[CriterionFinding]:
    for criterion in documents:
        yield CriterionFinding(
            criterion=criterion["criterion"],
            status=FindingStatus(criterion["status"]),
            points=criterion["points"],
            possible_points=criterion["possible_points"],
            max_points=criterion["max_points"],
            text=Bilingual(**criterion["text"]),
            facts=criterion["facts"],
            missing=tuple(criterion["missing"]),
            source=_source(criterion),
        )


def _source(document: Mapping[str, Any]) -> Source | None:
    return None if document["source"] is None else Source(**document["source"])
