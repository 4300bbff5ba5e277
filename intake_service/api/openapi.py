"""The API as a whole: its blueprints joined and described at /openapi.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake_service.api.application import application
from intake_service.api.applications import applications
from intake_service.api.bundles import bundles
from intake_service.api.call_transitions import transitions
from intake_service.api.calls import calls
from intake_service.api.proposals import proposals
from intake_service.api.rankings import rankings
from intake_service.api.strict_blueprint import ProblemApi

if TYPE_CHECKING:
    from flask import Flask

BLUEPRINTS: Final = (calls, transitions, applications, application, rankings, proposals, bundles)


def register_api(app: Flask) -> None:
    """Put the API on an application."""
    app.config.update(
        API_TITLE="prescreen intake",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
