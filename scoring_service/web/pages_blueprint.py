"""The pages joined: style, protection, the answers to what goes wrong, and every page that is listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped] # it has no types
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from scoring_service.rule_files.problem import RuleFileError
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
from scoring_service.web.form_values import demand_fitting_values
from scoring_service.web.reader import demand_a_person
from scoring_service.web.refuse_page import (
    changed_meanwhile,
    refused,
    refused_by_framework,
    rule_file_refused,
    stale_form,
    unknown_address,
)
from shared.errors import StatedError
from shared.plumbing.pages.render_page import BLUEPRINT
from shared.plumbing.pages.security_headers import protect
from shared.plumbing.pages.style_folder import style_folder

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
    demand_fitting_values(pages)
    demand_a_person(pages)
    for page in PAGES:
        page.add_pages(pages, parts)
    pages.register_error_handler(StatedError, refused)
    pages.register_error_handler(RuleFileError, rule_file_refused)
    pages.register_error_handler(CSRFError, stale_form)
    pages.register_error_handler(HTTPException, refused_by_framework)
    pages.register_error_handler(IntegrityError, changed_meanwhile)
    for status in (404, 405):
        pages.app_errorhandler(status)(unknown_address)
    pages.after_request(protect)
    return pages
