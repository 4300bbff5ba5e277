"""The pages joined: style, protection, the answers to what goes wrong, and every page that is listed here."""

from typing import Final

from flask import Blueprint
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped] # it has no types
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from prescreen_shared.errors import StatedError
from prescreen_shared.plumbing.pages import BLUEPRINT, protect, style_folder
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.web.base import (
    changed_meanwhile,
    demand_a_person,
    demand_fitting_values,
    refused,
    refused_by_framework,
    rule_file_refused,
    stale_form,
    unknown_address,
)
from scoring_service.web.call_pages import (
    add_about_page,
    add_backtest_pages,
    add_call_pages,
    add_screening_pages,
    add_shadow_forms,
    add_sign_in_pages,
)
from scoring_service.web.version_pages import (
    add_differences_page,
    add_draft_pages,
    add_rule_sets_page,
    add_version_forms,
    add_version_page,
)

PAGES: Final = (
    add_rule_sets_page,
    add_version_page,
    add_version_forms,
    add_draft_pages,
    add_differences_page,
    add_call_pages,
    add_screening_pages,
    add_backtest_pages,
    add_shadow_forms,
    add_sign_in_pages,
    add_about_page,
)
"""Each puts its pages on the blueprint."""


def create_pages(parts: ScoringParts) -> Blueprint:
    """Give the pages as a blueprint; register it without a prefix."""
    pages = Blueprint(BLUEPRINT, __name__, static_folder=style_folder(), static_url_path="/styles")
    demand_fitting_values(pages)
    demand_a_person(pages)
    for add_pages in PAGES:
        add_pages(pages, parts)
    pages.register_error_handler(StatedError, refused)
    pages.register_error_handler(RuleFileError, rule_file_refused)
    pages.register_error_handler(CSRFError, stale_form)
    pages.register_error_handler(HTTPException, refused_by_framework)
    pages.register_error_handler(IntegrityError, changed_meanwhile)
    for status in (404, 405):
        pages.app_errorhandler(status)(unknown_address)
    pages.after_request(protect)
    return pages
