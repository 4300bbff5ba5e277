"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask

from intake_service.api.base import EXTENSION, STATUS_OF
from intake_service.api.wiring import BLUEPRINTS
from intake_service.parts import Limits, Parts
from intake_service.store.read_proposal import SqlProposalReader
from intake_service.store.tables import CallRow
from intake_service.store.verdicts import count_rows
from intake_service.web.pages import create_pages
from prescreen_shared.plumbing.web.blueprints import register_api
from prescreen_shared.plumbing.web.health import health_blueprint, metrics_blueprint
from prescreen_shared.plumbing.web.problems import register_error_answers
from prescreen_shared.plumbing.web.requests import register_around_requests

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
