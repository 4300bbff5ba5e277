"""Calls, applications and screenings as JSON values, as the API answers with them and lists them page by page.

Of a call's screenings one is shown where none is asked for: the newest that is done, so that one under way hides nothing.
The caller opens the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from intake_service.domain.errors import ScreeningNotFoundError, ScreeningUnknownError
from intake_service.domain.proposal import (
    Bilingual,
    CallFinding,
    EngineVersion,
    RuleSetVersion,
    Screening,
    ScreeningEntry,
    Source,
)
from intake_service.store.tables import (
    ApplicantRow,
    ApplicationRevisionRow,
    ApplicationRow,
    CallFindingRow,
    CallRow,
    RankingRow,
    ScreeningItemRow,
    ScreeningRow,
    VerdictRow,
)
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.statuses import DeliveryState

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


def call_document(row: CallRow) -> Json:
    """Give a call."""
    return {
        "call_id": str(row.call_id),
        "code": row.code,
        "title": row.title,
        "issuer": row.issuer,
        "registration_number": row.registration_number,
        "state": row.state,
        "opens_on": _written(row.opens_on),
        "closes_on": _written(row.closes_on),
        "closes_at": _written(row.closes_at),
        "closes_automatically": row.closes_automatically,
        "time_zone": row.time_zone,
        "grant_year": row.grant_year,
        "grant_types": {name: row.grant_types[name] for name in row.grant_type_order},
        "max_applications_per_administration": row.max_applications_per_administration,
        "criteria": row.criteria,
        "administrations": row.administrations,
        "questions": row.questions,
        "stated_totals": row.stated_totals,
        "rule_set": row.rule_set,
        "created_at": _written(row.created_at),
        "opened_at": _written(row.opened_at),
        "closed_at": _written(row.closed_at),
    }


def application_document(row: ApplicationRow, content: Mapping[str, Any]) -> Json:
    """Give an application with its current content."""
    return {
        "application_id": str(row.application_id),
        "call_id": str(row.call_id),
        "reference": row.reference,
        "registration_number": row.registration_number,
        "state": row.state,
        "revision": row.revision,
        "received_at": _written(row.received_at),
        "submitted_at": _written(row.submitted_at),
        "created_at": _written(row.created_at),
        "changed_at": _written(row.changed_at),
        "content": dict(content),
    }


def ranking_document(row: RankingRow) -> Json:
    """Give a ranking."""
    written = _written(row.changed_at)
    return {"administration": row.administration, "references": row.references, "changed_at": written}


def screening_document(session: Session, row: ScreeningRow) -> Json:
    """Give how far a screening has come."""
    screening = screening_of(session, row)
    return {
        "screening_id": screening.screening_id,
        "state": screening.state,
        "total": screening.total,
        "done": screening.done,
        "stuck": screening.stuck,
        "started_at": _written(screening.started_at),
        "finished_at": _written(screening.finished_at),
        "rule_set": row.rule_set,
        "engine": row.engine,
        "deliveries": row.deliveries,
        "duplicates": row.duplicates,
        "problems": row.problems or [],
        "based_on": None if row.based_on is None else str(row.based_on),
        "ordered_by": row.ordered_by,
        "reason": row.reason,
    }


def screenings_document(session: Session, row: CallRow) -> Json:
    """Give every screening of a call, the oldest first; ``shown`` is the one that lists and pages have."""
    shown = shown_screening(session, row.call_id)
    return {
        "screenings": [
            {**screening_document(session, each), "shown": each is shown}
            for each in _screenings_of(session, row.call_id)
        ]
    }


def verdicts_document(session: Session, row: ApplicationRow) -> Json:
    """Give every verdict on an application, the newest first."""
    stored = select(VerdictRow).where(VerdictRow.application_id == row.application_id)
    newest_first = session.scalars(stored.order_by(VerdictRow.verdict_id.desc()))
    return {
        "application_id": str(row.application_id),
        "reference": row.reference,
        "verdicts": [_verdict_document(verdict) for verdict in newest_first],
    }


def latest_screening(session: Session, call: CallRow) -> ScreeningRow:
    """Give the screening of a call that was started last.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call.call_id)
    latest = of_call.order_by(ScreeningRow.started_at.desc(), ScreeningRow.screening_id).limit(1)
    found = session.scalars(latest).one_or_none()
    if found is None:
        raise ScreeningNotFoundError(call.code)
    return found


def shown_screening(session: Session, call_id: UUID, wanted: UUID | str | None = None) -> ScreeningRow | None:
    """Give the screening ``wanted`` of a call, else the newest that is done, else the newest.

    Raises:
        ScreeningUnknownError: the call has no such screening.
    """
    if wanted is not None:
        found = session.get(ScreeningRow, _id(wanted))
        if found is None or found.call_id != call_id:
            raise ScreeningUnknownError(str(wanted))
        return found
    is_done = case((ScreeningRow.state == DeliveryState.DONE.value, 0), else_=1)
    newest = (is_done, ScreeningRow.started_at.desc(), ScreeningRow.screening_id)
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return session.scalars(of_call.order_by(*newest).limit(1)).one_or_none()


def screening_entries(session: Session, call_id: UUID) -> tuple[ScreeningEntry, ...]:
    """Give the row of a call's screenings."""
    return tuple(
        ScreeningEntry(
            screening_id=str(row.screening_id),
            number=number,
            state=row.state,
            started_at=row.started_at,
            finished_at=row.finished_at,
            rule_set=_rules(row),
            based_on=None if row.based_on is None else str(row.based_on),
            ordered_by=row.ordered_by,
            reason=row.reason,
        )
        for number, row in enumerate(_screenings_of(session, call_id), start=1)
    )


def screening_of(session: Session, row: ScreeningRow) -> Screening:
    """Give a screening with how far it has come."""
    per_state = (
        select(ScreeningItemRow.state, func.count())
        .where(ScreeningItemRow.screening_id == row.screening_id)
        .group_by(ScreeningItemRow.state)
    )
    counted = dict(session.execute(per_state).all())
    return Screening(
        screening_id=str(row.screening_id),
        state=row.state,
        total=sum(counted.values()),
        done=counted.get(DeliveryState.DONE.value, 0),
        stuck=counted.get(DeliveryState.STUCK.value, 0),
        started_at=row.started_at,
        finished_at=row.finished_at,
        rule_set=_rules(row),
        engine=None if row.engine is None else EngineVersion(**row.engine),
        problems=tuple(row.problems or ()),
    )


def call_findings_of(session: Session, row: ScreeningRow | None) -> tuple[CallFinding, ...]:
    """Give what a screening found about its call, in scoring's order."""
    if row is None:
        return ()
    stored = select(CallFindingRow).where(CallFindingRow.screening_id == row.screening_id)
    return tuple(
        CallFinding(
            rule=finding.rule,
            text=Bilingual(**finding.text),
            facts=finding.facts,
            source=None if finding.source is None else Source(**finding.source),
        )
        for finding in session.scalars(stored.order_by(CallFindingRow.position))
    )


def _count(session: Session, wanted: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


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


def _written(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _screenings_of(session: Session, call_id: UUID) -> list[ScreeningRow]:
    """Give every screening of a call, the oldest first."""
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return list(session.scalars(of_call.order_by(ScreeningRow.started_at, ScreeningRow.screening_id.desc())))


def _verdict_document(verdict: VerdictRow) -> Json:
    return {
        "screening_id": str(verdict.screening_id),
        "revision": verdict.revision,
        "outcome": verdict.outcome,
        "proposed_amount": verdict.proposed_amount,
        "rule_set": verdict.rule_set,
        "engine": verdict.engine,
        "recorded_at": _written(verdict.recorded_at),
        "findings": verdict.findings,
        "criteria": verdict.criteria,
    }


def _id(wanted: UUID | str) -> UUID:
    try:
        return wanted if isinstance(wanted, UUID) else UUID(wanted)
    except ValueError as error:
        raise ScreeningUnknownError(str(wanted)) from error


def _rules(row: ScreeningRow) -> RuleSetVersion | None:
    return None if row.rule_set is None else RuleSetVersion(**row.rule_set)
