"""The forms that begin and end a shadow run; what it finds stands on the page of its call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from scoring_service.trials.shadows import end_shadow, start_shadow
from scoring_service.web.render_page import go_to
from shared.plumbing.web.person import acting_person

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the forms ``begin_shadow`` and ``stop_shadow``."""

    @pages.post("/calls/<code>/shadows")
    def begin_shadow(code: str) -> Any:
        version_id = request.form.get("version", "")
        begun = start_shadow(
            parts.database, parts.clock, call=code, version_id=version_id, by=acting_person()
        )
        return go_to("call", "scoring.said-shadow-begun", code=begun.call_code)

    @pages.post("/shadows/<shadow_id>/end")
    def stop_shadow(shadow_id: str) -> Any:
        ended = end_shadow(parts.database, parts.clock, shadow_id, by=acting_person())
        return go_to("call", "scoring.said-shadow-ended", code=ended.call_code)
