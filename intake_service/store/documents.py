"""Calls, applications and screenings as JSON values, as the API answers with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from intake_service.store.read_screening import screening_of, screenings_of, shown_screening
from intake_service.store.tables import VerdictRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from intake_service.store.tables import ApplicationRow, CallRow, RankingRow, ScreeningRow

Json = dict[str, Any]


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
            for each in screenings_of(session, row.call_id)
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


def _written(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
