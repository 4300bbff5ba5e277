"""The page that says what this site is and who answers for what is done on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.web.render_page import render_page

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:  # noqa: ARG001 - every module of pages is called alike
    """Add the page ``about``."""

    @pages.get("/about")
    def about() -> Response:
        return render_page("about.html")
