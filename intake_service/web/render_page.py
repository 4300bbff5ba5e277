"""One of intake's pages from its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.exporting.template_environment import template_environment
from shared.plumbing.pages import render_page as pages

if TYPE_CHECKING:
    from flask import Response

FOLDER = "web/templates"


def render_page(template: str, *, status: int = 200, **values: object) -> Response:
    """Render ``template`` with ``values`` in the language of the address."""
    environment = template_environment(pages.page_language(), FOLDER)
    return pages.render_page(environment, template, status=status, **values)
