"""The page of one version: who wrote, checked and approved it, where it is in force, its text and its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.life.list_calls import list_calls
from scoring_service.life.list_events import list_events
from scoring_service.life.list_versions import list_versions, read_version
from scoring_service.web.render_page import render_page

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the page ``version``."""

    @pages.get("/versions/<version_id>")
    def version(version_id: str) -> Response:
        shown = read_version(parts, version_id)
        events = list_events(parts, version_id=shown.version_id)
        others = [each for each in list_versions(parts, name=shown.name) if each.version_id != version_id]
        calls = list_calls(parts)
        return render_page("version.html", version=shown, events=events, calls=calls, others=others)
