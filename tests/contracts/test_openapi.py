"""Intake's own description of its API, and the API held to it by generated requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from intake_service.app import create_app
from shared.plumbing.web.problem import CONTENT_TYPE
from tests.intake_bench import IntakeBench, copied_sqlite, made_application, migrated_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

EXAMPLES = 5
OPERATIONS = (
    "POST /api/calls",
    "GET /api/calls",
    "GET /api/calls/{call_id}",
    "PATCH /api/calls/{call_id}",
    "POST /api/calls/{call_id}/open",
    "POST /api/calls/{call_id}/close",
    "GET /api/calls/{call_id}/screening",
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
)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IntakeBench]:
    """Intake with a call and an application in it."""
    folder = tmp_path_factory.mktemp("openapi")
    bench = IntakeBench(copied_sqlite(migrated_sqlite(folder), folder))
    yield bench
    bench.close()


@pytest.fixture(scope="session")
def real_ids(stocked: IntakeBench) -> dict[str, str]:
    """The ids of what is there."""
    call_id = stocked.open_call()
    return {"call_id": call_id, "application_id": stocked.submit(call_id)["application_id"]}


@pytest.fixture(scope="session")
def intake_app(stocked: IntakeBench) -> Flask:
    """The application whose description is tried."""
    return create_app(stocked.parts)


@pytest.fixture(scope="session")
def document(intake_app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    return dict(intake_app.test_client().get("/openapi.json").json)


@pytest.fixture(scope="session")
def api_schema(intake_app: Flask) -> Any:
    """The API's description as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/openapi.json", intake_app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_api_keeps_what_its_description_promises(
    api_schema: Any, real_ids: dict[str, str], name: str, mode: GenerationMode
) -> None:
    method, path = name.split(" ")
    try:
        cases = api_schema[path][method].as_strategy(generation_mode=mode)
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
        unjudged = [schemathesis.checks.positive_data_acceptance]
        case.call_and_validate(excluded_checks=unjudged)
        if mode is GenerationMode.POSITIVE and set(case.path_parameters) & set(real_ids):
            case.path_parameters.update({k: v for k, v in real_ids.items() if k in case.path_parameters})
            case.call_and_validate(excluded_checks=unjudged)

    keeps_its_promises()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give every operation of the document by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def test_every_operation_describes_its_errors_as_problem_documents(document: dict[str, Any]) -> None:
    responses = document["components"]["responses"]
    for name, operation in operations(document).items():
        default = operation["responses"]["default"]
        described = responses[default["$ref"].rsplit("/", 1)[-1]] if "$ref" in default else default
        assert set(described["content"]) == {CONTENT_TYPE}, name
        referred = [answer["$ref"] for answer in operation["responses"].values() if "$ref" in answer]
        for reference in referred:
            answer = responses[reference.rsplit("/", 1)[-1]]
            assert set(answer.get("content", {CONTENT_TYPE: 0})) == {CONTENT_TYPE}, (name, reference)


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    assert [name for name, operation in operations(document).items() if not operation.get("summary")] == []


def test_the_api_has_the_operations_that_are_tried_and_no_other(document: dict[str, Any]) -> None:
    assert set(operations(document)) == set(OPERATIONS)


def test_an_answer_is_described_and_an_unknown_key_is_not_allowed(document: dict[str, Any]) -> None:
    shape = document["components"]["schemas"]["NewApplicationShape"]
    assert shape["additionalProperties"] is False
    assert set(made_application()) <= set(shape["properties"])
