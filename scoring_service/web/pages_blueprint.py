"""The pages joined: style, protection, the answers to what goes wrong, and every page that is listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped] # it has no types

from scoring_service.web import (
    about_page,
    calls_page,
    differences_page,
    draft_page,
    rule_sets_page,
    screening_page,
    shadows_page,
    sign_in_page,
    trials_page,
    version_page,
    version_steps_page,
)
from scoring_service.web.reader import demand_a_person
from scoring_service.web.render_page import render_page
from shared.errors import StatedError
from shared.plumbing.pages.render_page import BLUEPRINT
from shared.plumbing.pages.security_headers import protect
from shared.plumbing.pages.style_folder import style_folder
from shared.plumbing.web.problem import status_and_code

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts

PAGES: Final = (
    rule_sets_page,
    version_page,
    version_steps_page,
    draft_page,
    differences_page,
    calls_page,
    screening_page,
    trials_page,
    shadows_page,
    sign_in_page,
    about_page,
)
"""Each module's ``add_pages`` puts its pages on the blueprint."""


def create_pages(parts: LifeParts) -> Blueprint:
    """Give the pages as a blueprint; register it without a prefix."""
    pages = Blueprint(BLUEPRINT, __name__, static_folder=style_folder(), static_url_path="/styles")
    demand_a_person(pages)
    for page in PAGES:
        page.add_pages(pages, parts)
    pages.register_error_handler(StatedError, _refused)
    pages.register_error_handler(CSRFError, _stale_form)
    pages.after_request(protect)
    return pages


def _refused(error: Exception) -> Response:
    assert isinstance(error, StatedError)
    status, code = status_and_code(error)
    return render_page("refused.html", status=status, problem=f"problem.{code}", values=error.values)


def _stale_form(_: Exception) -> Response:
    return render_page("refused.html", status=400, problem="problem.stale_form", values={})
