"""A new field of a call is one line in its declaration: schema, message, acceptance check, answer and JSON Schema have it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DECLARATION = Path("shared/prescreen_shared/shapes/call.py")
AFTER = "    grant_year: Year | None = None\n"
LINE = "    contact: Annotated[str | None, Text(20), LATER] = None\n"
LOOK = """
import json, sys
from pathlib import Path
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
import prescreen_shared
from intake_service.api.answers import CallSchema
from intake_service.domain.call import CallTerms
from intake_service.shapes import BundledCallShape, NewCallShape
from prescreen_shared.messages.envelope import compile_acceptance, schema_of
from prescreen_shared.names import TaskName
from prescreen_shared.schemas.fields import load
from prescreen_shared.shapes.call import Call
from prescreen_shared.shapes.declaring import fields_of, read, write
from scoring_service.domain.frozen_call import CallFacts

def described(schema):
    plugin = MarshmallowPlugin()
    spec = APISpec("calls", "1", "3.1.0", plugins=[plugin])
    spec.components.schema("Call", schema=schema)
    return spec.to_dict()["components"]["schemas"]["Call"]["properties"]

def codes(loaded):
    return [fault.code for fault in loaded.faults if fault.field == "contact"]

def new(value):
    return codes(NewCallShape(partial=True).load({"contact": value}))

def bundled(value):
    return codes(load(BundledCallShape(), {"contact": value}, partial=True))

message = json.loads(Path(sys.argv[1]).read_text("utf-8"))["scoring.receive_call"]
schema = schema_of(TaskName.RECEIVE_CALL, 1)
accepts = compile_acceptance(schema)
def sent(**more):
    return {**message, "call": {**message["call"], **more}}
facts = read(CallFacts, sent(contact="Eva")["call"])
print(json.dumps({
    "where": prescreen_shared.__file__,
    "declared": [shape.__name__ for shape in (Call, CallTerms, CallFacts)
                 if "contact" in {each.name for each in fields_of(shape)}],
    "body": new("Eva") + new("E" * 21),
    "bundle": bundled("Eva") + bundled(3),
    "message": [bool(schema.validate(sent(**more))) for more in ({}, {"contact": "Eva"}, {"contact": 3})],
    "acceptance": [accepts(sent(**more)) for more in ({}, {"contact": "Eva"}, {"contact": 3})],
    "scoring": [facts.contact, write(facts, Call)["contact"], read(CallFacts, message["call"]).contact],
    "answer": CallSchema().dump({"contact": "Eva"}),
    "answer_schema": described(CallSchema)["contact"]["type"],
    "body_schema": described(NewCallShape)["contact"],
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the tree with one line more shows of the field."""
    folder = tmp_path_factory.mktemp("tree")
    for package in ("shared", "intake_service", "scoring_service"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    source = (folder / DECLARATION).read_text("utf-8")
    assert source.count(AFTER) == 1
    (folder / DECLARATION).write_text(source.replace(AFTER, AFTER + LINE), "utf-8")
    messages = ROOT / "tests" / "contracts" / "messages_v1.json"
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(messages)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(folder / "shared")))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert Path(found["where"]).is_relative_to(folder)
    return found


def test_both_services_have_the_field(seen: dict[str, Any]) -> None:
    assert seen["declared"] == ["Call", "CallTerms", "CallFacts"]
    assert seen["scoring"] == ["Eva", "Eva", None]


def test_bodies_take_the_field_and_hold_its_limit(seen: dict[str, Any]) -> None:
    assert seen["body"] == ["text_length"]
    assert seen["bundle"] == ["not_text"]


def test_the_message_and_its_compiled_check_take_the_field(seen: dict[str, Any]) -> None:
    assert seen["message"] == [False, False, True]
    assert seen["acceptance"] == [True, True, False]


def test_the_answer_and_the_json_schemas_have_the_field(seen: dict[str, Any]) -> None:
    assert seen["answer"] == {"contact": "Eva"}
    assert seen["answer_schema"] == ["string", "null"]
    assert seen["body_schema"]["maxLength"] == 20
