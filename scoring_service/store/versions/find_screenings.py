"""The screenings of a call, found by the call's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from scoring_service.store.tables import KnownCall, Screening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def screenings_of(session: Session, call_code: str) -> Sequence[Screening]:
    """Give all screenings of a call, the oldest first."""
    of_call = select(Screening).where(Screening.call_code == call_code)
    return session.scalars(of_call.order_by(Screening.created_at, Screening.screening_id)).all()


def latest_screening_of(session: Session, call_code: str) -> Screening | None:
    """Give the screening of a call that was begun last."""
    of_call = select(Screening).where(Screening.call_code == call_code)
    newest = of_call.order_by(Screening.created_at.desc(), Screening.screening_id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def known_terms(session: Session, call_code: str) -> dict[str, Any] | None:
    """Give a call's own data as its newest screening has it, else as it was opened; None when it is unknown."""
    screening = latest_screening_of(session, call_code)
    if screening is not None:
        return screening.call
    opened = select(KnownCall.call).where(KnownCall.code == call_code).order_by(KnownCall.received_at.desc())
    return session.scalars(opened.limit(1)).one_or_none()


def known_calls(session: Session) -> Sequence[str]:
    """Give the code of every call of which there is a screening."""
    return session.scalars(select(Screening.call_code).distinct().order_by(Screening.call_code)).all()
