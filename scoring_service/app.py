"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from __future__ import annotations

from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped] # it has no types

from prescreen_shared.plumbing.web.blueprints import make_app
from prescreen_shared.plumbing.web.problems import ProblemTable
from scoring_service.api.backtests import backtests, shadows
from scoring_service.api.base import register_rule_file_answer
from scoring_service.api.calls import calls, screenings
from scoring_service.api.versions import activations, steps, texts, versions
from scoring_service.backtests import views as trials
from scoring_service.domain import version as life
from scoring_service.parts import LifeParts
from scoring_service.settings import PersonSettings
from scoring_service.store.tables import Screening
from scoring_service.store.verdicts import count_rows
from scoring_service.web.base import MAY_CLAIM
from scoring_service.web.pages import create_pages

BLUEPRINTS: Final = (versions, steps, texts, activations, calls, screenings, backtests, shadows)
"""What makes up the API, in the order in which its description lists it."""
_STATUS: Final[dict[type[life.VersionError], int]] = {
    life.NobodyNamedError: 422,
    life.ReasonMissingError: 422,
    life.VersionNotFoundError: 404,
    life.VersionTakenError: 409,
    life.VersionChangedError: 412,
    life.VersionLastingError: 409,
    life.NotCheckedError: 409,
    life.SamePersonError: 403,
    life.NotApprovedError: 409,
    life.NotValidForCallError: 409,
    life.NothingBeforeError: 409,
    life.NothingInForceError: 409,
    life.VersionInForceError: 409,
    life.CallUnknownError: 404,
    life.CallNotGatheredError: 409,
    life.RollBackOfNeitherError: 422,
    trials.BacktestNotFoundError: 404,
    trials.ShadowNotFoundError: 404,
    trials.KeptScreeningNotFoundError: 404,
    trials.KeptVerdictNotFoundError: 404,
    trials.ScreeningNotDoneError: 409,
    trials.NothingToTryError: 409,
}
STATUS_OF: Final[ProblemTable] = {error: (status, error.word) for error, status in _STATUS.items()}
"""Each error of the service: its status and the id of its sentences."""


def create_app(parts: LifeParts, person: PersonSettings, largest_body: int) -> Flask:
    """Give the web application: API, pages, health and metrics; bodies of more than ``largest_body`` bytes are refused."""
    app = make_app(
        "scoring",
        parts,
        BLUEPRINTS,
        create_pages(parts),
        STATUS_OF,
        largest_body=lambda _: largest_body,
        health=Screening.screening_id,
        count_rows=count_rows,
        person_header=person.header,
    )
    app.config.update(_cookie(person))
    app.config[MAY_CLAIM] = person.may_claim
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
