"""The pages of calls: every call that scoring has screened, and one with its screenings and what is in force for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.life.list_calls import list_calls, read_call
from scoring_service.life.list_versions import list_versions
from scoring_service.trials.shadows import list_shadows
from scoring_service.web.offer_roll_back import has_before
from scoring_service.web.offer_versions import to_try
from scoring_service.web.render_page import render_page

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the pages ``calls`` and ``call``."""

    @pages.get("/calls")
    def calls() -> Response:
        return render_page("calls.html", calls=list_calls(parts))

    @pages.get("/calls/<code>")
    def call(code: str) -> Response:
        found = read_call(parts, code)
        shadows = list_shadows(parts.database, call=found.code)
        every = list_versions(parts)
        of_call = found.screenings[0].rule_set
        return render_page(
            "call.html",
            call=found,
            shadows=shadows,
            all_versions=every,
            versions=to_try(every, of_call),
            can_roll_back=has_before(found.activations, of_call=True),
        )
