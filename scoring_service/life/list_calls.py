"""Reading the calls that scoring knows by their screenings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.life.see_call import see_call, see_screening
from scoring_service.store.tables import Screening
from scoring_service.store.versions.find_screenings import known_calls

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import CallView, ScreeningView


def list_calls(parts: LifeParts) -> tuple[CallView, ...]:
    """Give every call by its code."""
    with parts.database.reading() as session:
        return tuple(see_call(session, code) for code in known_calls(session))


def read_call(parts: LifeParts, call_code: str) -> CallView:
    """Give one call.

    Raises:
        CallUnknownError: there is no screening of such a call.
    """
    with parts.database.reading() as session:
        return see_call(session, call_code)


def find_screening(parts: LifeParts, screening_id: str) -> ScreeningView | None:
    """Give one screening, None when there is none with this id."""
    with parts.database.reading() as session:
        row = session.get(Screening, screening_id)
        return None if row is None else see_screening(session, row)
