"""The pages of one screening: its proposals, and what would change one of them; and the form that screens a call again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask import request

from scoring_service.life.list_calls import find_screening
from scoring_service.life.screen_again import screen_again
from scoring_service.store.list_verdicts import count_outcomes, list_call_findings, list_verdicts
from scoring_service.trials.errors import KeptScreeningNotFoundError
from scoring_service.trials.what_would_change import what_would_change
from scoring_service.web.form_values import given_reason, whole_number
from scoring_service.web.render_page import go_to, render_page
from shared.plumbing.paging import Page
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.request_id import request_id
from shared.statuses import Outcome

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ScreeningView

PAGE: Final = 50
_OUTCOMES: Final = tuple(outcome.value for outcome in Outcome)


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the pages ``screening`` and ``remedies``, and the form ``again``."""

    @pages.get("/screenings/<screening_id>")
    def screening(screening_id: str) -> Any:
        found = _find(parts, screening_id)
        asked = request.args.get("outcome", "")
        outcome = asked if asked in _OUTCOMES else None
        page = Page(whole_number(request.args.get("page", "")) or 1, PAGE)
        with parts.database.reading() as session:
            counts = count_outcomes(session, found.screening_id)
            findings = list_call_findings(session, found.screening_id)
            verdicts = list_verdicts(session, found.screening_id, page, outcome=outcome)
        return render_page(
            "screening.html",
            screening=found,
            counts=counts,
            findings=findings,
            verdicts=verdicts,
            outcome=outcome,
        )

    @pages.get("/screenings/<screening_id>/proposals/<reference>")
    def remedies(screening_id: str, reference: str) -> Any:
        found = _find(parts, screening_id)
        grounds = what_would_change(parts.database, found.screening_id, reference)
        return render_page("remedies.html", screening=found, reference=reference, grounds=grounds)

    @pages.post("/calls/<code>/screenings")
    def again(code: str) -> Any:
        begun = screen_again(
            parts,
            code,
            by=acting_person(),
            reason=given_reason() or "",
            request_id=request_id(),
        )
        return go_to("screening", "scoring.said-again", screening_id=begun.screening_id)


def _find(parts: LifeParts, screening_id: str) -> ScreeningView:
    try:
        found = find_screening(parts, str(UUID(screening_id)))
    except ValueError:
        found = None
    if found is None:
        raise KeptScreeningNotFoundError(screening_id)
    return found
