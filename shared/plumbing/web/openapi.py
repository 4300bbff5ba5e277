"""An API as a whole: its blueprints joined and described at /openapi.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.plumbing.web.strict_blueprint import ProblemApi

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from shared.plumbing.web.strict_blueprint import StrictBlueprint


def register_api(app: Flask, title: str, blueprints: Iterable[StrictBlueprint]) -> None:
    """Put an API on an application."""
    app.config.update(
        API_TITLE=title,
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
