"""Each service's own description of its API, and the API held to it by generated requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from intake_service.app import create_app
from prescreen_shared.plumbing.web.problems import CONTENT_TYPE
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage, made_application
from tests.stages.versions import document as rule_file
from tests.stages.web import WebStage

EXAMPLES = 5
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@schemathesis.serializer(WORKBOOK)
def as_a_file(_context: Any, value: Any) -> bytes:
    """Send whatever was made in the place of a workbook."""
    return value if isinstance(value, bytes) else str(value).encode()


OPERATIONS = {
    "intake": (
        "POST /api/calls",
        "GET /api/calls",
        "GET /api/calls/{call_id}",
        "PATCH /api/calls/{call_id}",
        "POST /api/calls/{call_id}/open",
        "POST /api/calls/{call_id}/close",
        "GET /api/calls/{call_id}/screening",
        "GET /api/calls/{call_id}/screenings",
        "POST /api/calls/{call_id}/screening",
        "POST /api/calls/{call_id}/applications",
        "GET /api/calls/{call_id}/applications",
        "GET /api/applications/{application_id}",
        "PUT /api/applications/{application_id}",
        "POST /api/applications/{application_id}/submit",
        "POST /api/applications/{application_id}/withdraw",
        "GET /api/applications/{application_id}/verdicts",
        "PUT /api/calls/{call_id}/rankings/{administration}",
        "GET /api/calls/{call_id}/rankings/{administration}",
        "GET /api/calls/{call_id}/verdicts",
        "GET /api/calls/{call_id}/proposal.html",
        "POST /api/bundles",
        "GET /api/calls/{call_id}/template.xlsx",
        "POST /api/calls/{call_id}/applications/list",
        "POST /api/calls/{call_id}/received",
        "POST /api/calls/{call_id}/correction/preview",
        "POST /api/calls/{call_id}/correction",
        "GET /api/register",
        "PUT /api/register",
        "GET /api/register/versions",
        "GET /api/register/versions/{number}",
        "GET /api/register/template",
        "POST /api/register/preview",
        "POST /api/register/sheet",
    ),
    "scoring": (
        "POST /api/versions",
        "GET /api/versions",
        "GET /api/versions/{version_id}",
        "PUT /api/versions/{version_id}",
        "GET /api/versions/{version_id}/events",
        "POST /api/check",
        "POST /api/versions/{version_id}/check",
        "POST /api/versions/{version_id}/approve",
        "POST /api/versions/{version_id}/archive",
        "GET /api/versions/{version_id}/document",
        "GET /api/versions/{version_id}/sheet",
        "GET /api/versions/{version_id}/cases.xlsx",
        "GET /api/versions/{version_id}/differences/{other_id}",
        "GET /api/rule-sets",
        "GET /api/activations",
        "POST /api/activations",
        "POST /api/activations/roll-back",
        "GET /api/calls",
        "GET /api/calls/{code}",
        "POST /api/calls/{code}/screenings",
        "GET /api/screenings/{screening_id}",
        "GET /api/screenings/{screening_id}/verdicts",
        "GET /api/screenings/{screening_id}/verdicts/{reference}/changes",
        "POST /api/backtests",
        "GET /api/backtests",
        "GET /api/backtests/{backtest_id}",
        "GET /api/backtests/{backtest_id}/applications",
        "GET /api/backtests/{backtest_id}/table.xlsx",
        "POST /api/shadows",
        "GET /api/shadows",
        "DELETE /api/shadows/{shadow_id}",
    ),
}
NOTHING_TO_SEND_WRONG = (
    "scoring GET /api/rule-sets",
    "scoring GET /api/calls/{code}",
    "intake GET /api/register",
    "intake GET /api/register/versions",
    "intake GET /api/register/template",
)
"""Operations that take nothing, or any text at all."""

TRIED_FIRST = (
    "intake PUT /api/calls/{call_id}/rankings/{administration}",
    "intake GET /api/applications/{application_id}",
    "scoring POST /api/versions",
    "scoring GET /api/screenings/{screening_id}/verdicts",
)
"""A writing and a reading operation of each service; the others take long."""

EVERY = [
    pytest.param(
        service,
        name,
        mode,
        id=f"{service} {name} {mode.value}",
        marks=[] if f"{service} {name}" in TRIED_FIRST else [pytest.mark.long],
    )
    for service, names in OPERATIONS.items()
    for name in names
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or f"{service} {name}" not in NOTHING_TO_SEND_WRONG
]


class Described(NamedTuple):
    """A service: its application, the ids of what is there, headers that its requests need, its description."""

    app: Flask
    real_ids: dict[str, str]
    headers: dict[str, str]
    document: dict[str, Any]
    schema: Any


def described(app: Flask, real_ids: dict[str, str], headers: dict[str, str]) -> Described:
    """Read how an application describes itself."""
    document = dict(app.test_client().get("/openapi.json").json or {})
    return Described(app, real_ids, headers, document, schemathesis.openapi.from_wsgi("/openapi.json", app))


def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """Give intake with a call and an application in it."""
    stage = IntakeStage(sqlite_url(tmp_path_factory.mktemp("intake")))
    call_id = stage.open_call()
    ids = {"call_id": call_id, "application_id": stage.submit(call_id)["application_id"]}
    yield described(create_app(stage.parts), ids, {})
    stage.close()


def scoring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """Give scoring with versions, a screened call, a backtest and a shadow run in it."""
    folder = tmp_path_factory.mktemp("scoring")
    stage = WebStage(f"sqlite:///{folder / 'scoring.sqlite3'}")
    version = stage.versions.in_force()
    screening_id = stage.screen()
    wanted = {"version_id": version.version_id, "call": "made"}
    ids = {
        "version_id": stage.draft(rule_file(2, limit=400))["version_id"],
        "other_id": version.version_id,
        "code": "made",
        "screening_id": screening_id,
        "reference": "T1-1",
        "backtest_id": stage.post("/api/backtests", wanted).json["backtest_id"],
        "shadow_id": stage.post("/api/shadows", wanted).json["shadow_id"],
    }
    yield described(stage.app, ids, stage.writer)
    stage.close()


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Described]]:
    """Both services by name."""
    running = {"intake": intake(tmp_path_factory), "scoring": scoring(tmp_path_factory)}
    yield {name: next(service) for name, service in running.items()}
    for service in running.values():
        next(service, None)


@pytest.fixture(params=OPERATIONS)
def service(services: dict[str, Described], request: pytest.FixtureRequest) -> tuple[str, Described]:
    """Each service in turn, with its name."""
    return request.param, services[request.param]


@pytest.mark.parametrize(("of", "name", "mode"), EVERY)
def test_the_api_keeps_what_its_description_promises(
    services: dict[str, Described], of: str, name: str, mode: GenerationMode
) -> None:
    tried = services[of]
    method, path = name.split(" ")
    try:
        cases = tried.schema[path][method].as_strategy(generation_mode=mode)
    except Exception as error:
        pytest.fail(f"{name} cannot be generated: {error}")

    @given(case=cases)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps_its_promises(case: Any) -> None:
        # Input that fits the description need not fit the call that it is for, so 4xx may answer it.
        # Any name names a person; that there must be one is tried for every route by tests/architecture.
        unjudged = [schemathesis.checks.positive_data_acceptance, schemathesis.checks.ignored_auth]
        case.call_and_validate(excluded_checks=unjudged, headers=tried.headers)
        if mode is GenerationMode.POSITIVE and set(case.path_parameters) & set(tried.real_ids):
            case.path_parameters.update(
                {k: v for k, v in tried.real_ids.items() if k in case.path_parameters}
            )
            case.call_and_validate(excluded_checks=unjudged, headers=tried.headers)

    keeps_its_promises()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give every operation of the document by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def test_every_operation_describes_its_errors_as_problem_documents(service: tuple[str, Described]) -> None:
    document = service[1].document
    responses = document["components"]["responses"]
    for name, operation in operations(document).items():
        default = operation["responses"]["default"]
        described = responses[default["$ref"].rsplit("/", 1)[-1]] if "$ref" in default else default
        assert set(described["content"]) == {CONTENT_TYPE}, name
        referred = [answer["$ref"] for answer in operation["responses"].values() if "$ref" in answer]
        for reference in referred:
            answer = responses[reference.rsplit("/", 1)[-1]]
            assert set(answer.get("content", {CONTENT_TYPE: 0})) == {CONTENT_TYPE}, (name, reference)


def test_every_operation_says_what_it_does(service: tuple[str, Described]) -> None:
    found = operations(service[1].document)
    assert [name for name, operation in found.items() if not operation.get("summary")] == []


def test_the_api_has_the_operations_that_are_tried_and_no_other(service: tuple[str, Described]) -> None:
    name, tried = service
    assert set(operations(tried.document)) == set(OPERATIONS[name])


def test_every_change_of_scoring_is_described_as_demanding_a_person(services: dict[str, Described]) -> None:
    changing = {
        name: operation.get("security")
        for name, operation in operations(services["scoring"].document).items()
        if not name.startswith("GET ") and name != "POST /api/check"
    }
    assert set(map(str, changing.values())) == {"[{'person': []}]"}


@pytest.mark.parametrize(
    ("of", "shape", "body"),
    [
        ("intake", "NewApplicationShape", made_application()),
        ("scoring", "VersionShape", {"document": "", "note": ""}),
    ],
)
def test_an_answer_is_described_and_an_unknown_key_is_not_allowed(
    services: dict[str, Described], of: str, shape: str, body: dict[str, Any]
) -> None:
    described = services[of].document["components"]["schemas"][shape]
    assert described["additionalProperties"] is False
    assert set(body) <= set(described["properties"])
