"""Every route of both APIs is described with the errors that it may give, and nothing is changed by nobody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask import Flask

from intake_service.app import create_app
from intake_service.parts import Parts
from prescreen_shared.plumbing.database import Database, SystemClock
from tests.stages.scoring import scoring_parts
from tests.stages.web import as_person, rules_app

READING = {"GET", "HEAD", "OPTIONS"}
CHANGES_NOTHING = {("POST", "/api/check"), ("POST", "/sign-in"), ("POST", "/sign-out")}
"""What is sent but changes nothing that is kept."""


class Route(NamedTuple):
    """One method of one address, and an address of its kind that can be asked."""

    method: str
    rule: str
    address: str


def routes(app: Flask) -> list[Route]:
    """Give every route of an application."""
    return [
        Route(method, rule.rule, re.sub(r"<[^>]+>", str(uuid4()), rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def of_the_api(app: Flask) -> set[tuple[str, str]]:
    """Give method and path of every route of the API, the path as OpenAPI writes it."""
    return {
        (route.method.lower(), re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", route.rule))
        for route in routes(app)
        if route.rule.startswith("/api")
    }


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Give a database that nobody asks."""
    return Database(f"sqlite:///{tmp_path / 'none.sqlite3'}")


@pytest.fixture
def scoring(database: Database) -> Flask:
    """Give scoring's application."""
    return rules_app(scoring_parts(database, SystemClock()))


@pytest.fixture(params=["intake", "scoring"])
def app(request: pytest.FixtureRequest, database: Database, scoring: Flask) -> Flask:
    """Give each application in turn."""
    return scoring if request.param == "scoring" else create_app(Parts(database, SystemClock()))


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """Give the OpenAPI document as it is served."""
    answer = app.test_client().get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def documented(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Give method and path of every operation of the API that the document describes."""
    return {
        (method, path)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters" and path.startswith("/api")
    }


def test_every_route_of_the_api_is_documented(app: Flask, document: dict[str, Any]) -> None:
    assert of_the_api(app) - documented(document) == set()


def test_nothing_is_documented_that_is_not_there(app: Flask, document: dict[str, Any]) -> None:
    assert documented(document) - of_the_api(app) == set()


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


def test_no_route_of_scoring_changes_anything_for_nobody(scoring: Flask) -> None:
    # The token is left out here, so that a form is refused for the want of a person alone.
    scoring.config["WTF_CSRF_ENABLED"] = False
    changing = [
        route
        for route in routes(scoring)
        if route.method not in READING and (route.method, route.rule) not in CHANGES_NOTHING
    ]
    assert len([route for route in changing if route.rule.startswith("/api")]) >= 10
    client = scoring.test_client()
    answered = {
        (route.method, route.rule): client.open(route.address, method=route.method).status_code
        for route in changing
    }
    assert {route: status for route, status in answered.items() if status != 401} == {}


def test_no_form_of_scoring_is_taken_without_the_token_of_its_page(scoring: Flask) -> None:
    forms = [route for route in routes(scoring) if route.method == "POST" and route.rule[:4] != "/api"]
    assert forms
    client = scoring.test_client()
    answered = {
        route.rule: client.post(route.address, data={"name": "x"}, headers=as_person("Anna")).status_code
        for route in forms
    }
    assert set(answered.values()) == {400}, answered


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_route_of_the_api_changes_anything_for_a_page_of_another_site(scoring: Flask, site: str) -> None:
    headers = as_person("Anna") | {"Sec-Fetch-Site": site}
    client = scoring.test_client()
    answered = {
        route.rule: client.open(route.address, method=route.method, headers=headers).status_code
        for route in routes(scoring)
        if route.rule.startswith("/api")
        and route.method not in READING
        and (route.method, route.rule) not in CHANGES_NOTHING
    }
    assert set(answered.values()) == {403}, answered
