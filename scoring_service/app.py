"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped] # it has no types

from prescreen_shared.plumbing.web.blueprints import register_api
from prescreen_shared.plumbing.web.health import health_blueprint, metrics_blueprint
from prescreen_shared.plumbing.web.problems import register_error_answers
from prescreen_shared.plumbing.web.requests import register_around_requests
from scoring_service.api.base import EXTENSION, STATUS_OF, register_rule_file_answer
from scoring_service.api.wiring import BLUEPRINTS
from scoring_service.parts import ScoringParts
from scoring_service.settings import PersonSettings
from scoring_service.store.tables import Screening
from scoring_service.store.verdicts import count_rows
from scoring_service.web.base import MAY_CLAIM
from scoring_service.web.pages import create_pages


def create_app(parts: ScoringParts, person: PersonSettings, largest_body: int) -> Flask:
    """Give the web application: API, pages, health and metrics; bodies of more than ``largest_body`` bytes are refused."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = parts
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    app.config.update(_cookie(person))
    app.config[MAY_CLAIM] = person.may_claim
    register_around_requests(app, lambda _: largest_body)
    register_api(app, "prescreen scoring", BLUEPRINTS, person_header=person.header)
    app.register_blueprint(health_blueprint(parts.database, Screening.screening_id))
    app.register_blueprint(metrics_blueprint("scoring", parts.database, count_rows))
    app.register_blueprint(create_pages(parts))
    register_error_answers(app, STATUS_OF)
    register_rule_file_answer(app)
    _protect_forms(app)
    return app


def _cookie(person: PersonSettings) -> dict[str, object]:
    return {
        "SECRET_KEY": person.secret_key,
        "SESSION_COOKIE_NAME": "prescreen_scoring",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": person.secure_cookie,
        # A form may lie open for a day while somebody thinks; it dies with the browser's session.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _protect_forms(app: Flask) -> None:
    """Demand the token of a page from every form; the API has no cookie and so needs none."""
    protection = CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        protection.exempt(blueprint)
