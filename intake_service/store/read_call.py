"""Reading a call for people: its head, and its sums at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.domain.frame_sum import frame_sums
from intake_service.domain.proposal import Bilingual, CallHead, GrantType, Question
from intake_service.domain.proposal_reader import CallSummary
from intake_service.store.read_applications import application_lines
from intake_service.store.read_screening import (
    call_findings_of,
    screening_entries,
    screening_of,
    shown_screening,
)
from shared.statuses import CallState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow


def call_head(row: CallRow) -> CallHead:
    """Give the call itself, its kinds of grant in the order in which it names them."""
    kinds = [(name, row.grant_types[name]) for name in row.grant_type_order]
    return CallHead(
        call_id=str(row.call_id),
        code=row.code,
        title=row.title,
        issuer=row.issuer,
        registration_number=row.registration_number,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        state=CallState(row.state),
        grant_types=tuple(
            GrantType(name, kind["name"], kind["max_amount"], kind["budget"]) for name, kind in kinds
        ),
        criteria=tuple(row.criteria),
        questions=tuple(
            Question(question["key"], Bilingual(**question["label"]), tuple(question.get("choices") or ()))
            for question in row.questions
        ),
    )


def call_summary(session: Session, row: CallRow, screening_id: str | None = None) -> CallSummary:
    """Give a call at a glance, by one of its screenings."""
    head, screening = call_head(row), shown_screening(session, row.call_id, screening_id)
    lines = application_lines(session, row.call_id, None if screening is None else screening.screening_id)
    return CallSummary(
        call=head,
        screening=None if screening is None else screening_of(session, screening),
        sums=frame_sums(head.grant_types, lines),
        call_findings=call_findings_of(session, screening),
        screenings=screening_entries(session, row.call_id),
    )
