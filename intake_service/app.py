"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Flask

from intake_service.api.blueprints import BLUEPRINTS
from intake_service.api.current import EXTENSION
from intake_service.api.problem_table import STATUS_OF
from intake_service.store.count_rows import count_rows
from intake_service.store.sql_proposal_reader import SqlProposalReader
from intake_service.store.tables import CallRow
from intake_service.web.pages_blueprint import create_pages
from shared.plumbing.web.around_requests import register_around_requests
from shared.plumbing.web.error_answers import register_error_answers
from shared.plumbing.web.health import health_blueprint
from shared.plumbing.web.metrics import metrics_blueprint
from shared.plumbing.web.openapi import register_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_service.parts import Limits, Parts

_BUNDLES: Final = "/api/bundles"


def create_app(parts: Parts) -> Flask:
    """Give the web application: API, pages, health and metrics."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = parts
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    register_around_requests(app, _largest_body(parts.limits))
    register_api(app, "prescreen intake", BLUEPRINTS)
    app.register_blueprint(health_blueprint(parts.database, CallRow.call_id))
    app.register_blueprint(metrics_blueprint("intake", parts.database, count_rows))
    app.register_blueprint(create_pages(SqlProposalReader(parts.database)))
    register_error_answers(app, STATUS_OF)
    return app


def _largest_body(limits: Limits) -> Callable[[str], int]:
    return lambda path: limits.bundle if path == _BUNDLES else limits.body
