"""Joins the parts that it is given into the web application; it starts nothing and reads no settings."""

from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped] # it has no types

from prescreen_shared.plumbing.web.blueprints import make_app
from prescreen_shared.plumbing.web.problems import ProblemTable
from scoring_service.api.backtests import backtests, shadows
from scoring_service.api.base import register_rule_file_answer
from scoring_service.api.calls import calls, screenings
from scoring_service.api.versions import activations, steps, texts, versions
from scoring_service.backtests import views as backtest
from scoring_service.domain import version
from scoring_service.parts import ScoringParts
from scoring_service.settings import PersonSettings
from scoring_service.store.tables import Screening
from scoring_service.store.verdicts import count_rows
from scoring_service.web.base import MAY_CLAIM
from scoring_service.web.pages import create_pages

BLUEPRINTS: Final = (versions, steps, texts, activations, calls, screenings, backtests, shadows)
"""What makes up the API, in the order in which its description lists it."""
_STATUS: Final[dict[type[version.VersionError], int]] = {
    version.NobodyNamedError: 422,
    version.ReasonMissingError: 422,
    version.VersionNotFoundError: 404,
    version.VersionTakenError: 409,
    version.VersionChangedError: 412,
    version.VersionLastingError: 409,
    version.NotCheckedError: 409,
    version.SamePersonError: 403,
    version.NotApprovedError: 409,
    version.NotValidForCallError: 409,
    version.NothingBeforeError: 409,
    version.NothingInForceError: 409,
    version.VersionInForceError: 409,
    version.CallUnknownError: 404,
    version.CallNotGatheredError: 409,
    version.RollBackOfNeitherError: 422,
    backtest.BacktestNotFoundError: 404,
    backtest.ShadowNotFoundError: 404,
    version.KeptScreeningNotFoundError: 404,
    backtest.KeptVerdictNotFoundError: 404,
    backtest.ScreeningNotDoneError: 409,
    backtest.NothingToTryError: 409,
}
STATUS_OF: Final[ProblemTable] = {error: (status, error.word) for error, status in _STATUS.items()}
"""Each error of the service: its status and the id of its sentences."""


def create_app(parts: ScoringParts, person: PersonSettings, largest_body: int) -> Flask:
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
