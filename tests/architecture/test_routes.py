"""Every route of the API stands in the OpenAPI document, with the error that it may give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from intake_service.app import create_app
from intake_service.parts import Parts
from shared.plumbing.clock import SystemClock
from shared.plumbing.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """Give the application on a database that nobody asks."""
    return create_app(Parts(Database(f"sqlite:///{tmp_path / 'none.sqlite3'}"), SystemClock()))


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """Give the OpenAPI document as it is served."""
    answer = app.test_client().get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def routes(app: Flask) -> set[tuple[str, str]]:
    """Give method and path of every route of the API, the path as OpenAPI writes it."""
    return {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api")
    }


def test_every_route_of_the_api_is_documented(app: Flask, document: dict[str, Any]) -> None:
    documented = {
        (method, path)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert routes(app) - documented == set()


def test_nothing_is_documented_that_is_not_there(app: Flask, document: dict[str, Any]) -> None:
    documented = {
        (method, path)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters" and path.startswith("/api")
    }
    assert documented - routes(app) == set()


def test_every_operation_says_what_it_does_and_how_it_fails(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters" or not path.startswith("/api"):
                continue
            assert operation.get("summary"), (method, path)
            failures = {
                code for code in operation["responses"] if code.startswith(("4", "5")) or code == "default"
            }
            assert failures, (method, path)
