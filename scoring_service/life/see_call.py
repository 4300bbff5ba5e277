"""Showing a screening, and a call with all of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scoring_service.domain.versions.errors import CallUnknownError
from scoring_service.life.see_version import see_activation, see_version
from scoring_service.life.views import CallView, ScreeningView
from scoring_service.store.tables import Activation, RuleSetVersion, ScreeningApplication, VerdictRow
from scoring_service.store.versions.activations import version_for_call
from scoring_service.store.versions.find_screenings import known_calls, screenings_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.store.tables import Screening


def see_call(session: Session, call_code: str) -> CallView:
    """Give a call with all its screenings and activations.

    Raises:
        CallUnknownError: there is no screening of such a call.
    """
    screenings = screenings_of(session, call_code)
    if not screenings:
        raise CallUnknownError(call_code, known_calls(session))
    newest = screenings[-1]
    in_force = version_for_call(session, screenings[0].rule_set_name, call_code)
    own = select(Activation).where(Activation.call_code == call_code).order_by(Activation.activation_id)
    return CallView(
        code=call_code,
        call_id=newest.call_id,
        title=newest.call["title"],
        opens_on=_date(newest.call.get("opens_on")),
        closes_on=_date(newest.call.get("closes_on")),
        in_force=None if in_force is None else see_version(session, in_force),
        screenings=tuple(see_screening(session, each) for each in screenings),
        activations=tuple(see_activation(session, each) for each in session.scalars(own)),
    )


def see_screening(session: Session, row: Screening) -> ScreeningView:
    """Give a screening as it stands in this transaction."""
    rules = None if row.rule_set_sha256 is None else session.get(RuleSetVersion, row.rule_set_sha256)
    items = select(func.count()).select_from(ScreeningApplication)
    found = select(func.count()).select_from(VerdictRow)
    return ScreeningView(
        screening_id=row.screening_id,
        call_id=row.call_id,
        call_code=row.call_code,
        state=row.state,
        rule_set=row.rule_set_name if rules is None else rules.name,
        rule_set_version=None if rules is None else rules.version,
        sha256=row.rule_set_sha256 or row.wanted_sha256,
        applications=session.scalar(items.where(ScreeningApplication.screening_id == row.screening_id)) or 0,
        verdicts=session.scalar(found.where(VerdictRow.screening_id == row.screening_id)) or 0,
        based_on=row.based_on,
        ordered_by=row.ordered_by,
        reason=row.reason,
        is_awaited=row.is_awaited,
        problems=tuple(row.problems or ()),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
