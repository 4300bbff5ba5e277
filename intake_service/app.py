"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from intake_service.api.around_requests import register_around_requests
from intake_service.api.current import EXTENSION
from intake_service.api.error_answers import register_error_answers
from intake_service.api.health import health
from intake_service.api.metrics import metrics
from intake_service.api.openapi import register_api
from intake_service.store.sql_proposal_reader import SqlProposalReader
from intake_service.web.pages_blueprint import create_pages

if TYPE_CHECKING:
    from intake_service.parts import Parts


def create_app(parts: Parts) -> Flask:
    """Give the web application: API, pages, health and metrics."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = parts
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    register_around_requests(app)
    register_api(app)
    app.register_blueprint(health)
    app.register_blueprint(metrics)
    app.register_blueprint(create_pages(SqlProposalReader(parts.database)))
    register_error_answers(app)
    return app
