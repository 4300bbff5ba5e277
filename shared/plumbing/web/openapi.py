"""An API as a whole: its blueprints joined and described at /openapi.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.plumbing.web.guarded_blueprint import PERSON
from shared.plumbing.web.person import HEADER_SETTING
from shared.plumbing.web.strict_blueprint import ProblemApi

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from shared.plumbing.web.strict_blueprint import StrictBlueprint


PERSON_TOLD = "The person who makes the change, as the proxy that has checked them says."


def register_api(
    app: Flask, title: str, blueprints: Iterable[StrictBlueprint], *, person_header: str | None = None
) -> None:
    """Put an API on an application.

    ``person_header`` is the header that names who acts, for an API with guarded blueprints.
    """
    app.config.update(
        API_TITLE=title,
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.config[HEADER_SETTING] = person_header
    api = ProblemApi(app)
    if person_header is not None:
        scheme = {"type": "apiKey", "in": "header", "name": person_header, "description": PERSON_TOLD}
        api.spec.components.security_scheme(PERSON, scheme)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
