"""The structure of intake holds: every error mapped, every fault worded, every queue consumed, every setting read."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from intake_service.app import STATUS_OF
from intake_service.domain import errors
from intake_service.settings import read_settings
from intake_service.worker import ACTIONS
from prescreen_shared.names import INTAKE_QUEUES, QUEUE_OF_TASK
from prescreen_shared.plumbing.settings import SettingsError
from prescreen_shared.plumbing.web.problems import COMMON_PROBLEMS, HTTP_CODES
from prescreen_shared.texts.catalogue import shipped

ROOT = Path(__file__).parents[3]
SOURCES = sorted(
    path
    for folder in (
        "intake_service",
        "scoring_service/api",
        "shared/prescreen_shared/plumbing",
        "shared/prescreen_shared/schemas",
        "shared/prescreen_shared/sheets",
    )
    for path in (ROOT / folder).rglob("*.py")
)
MAKERS = {"Fault", "CodedMessage", "CellRefusedError"}
PASSING = {"refused", "_fault", "_number_of", "Cell", "Text", "choice_of"}
"""What is handed a code among other values, and makes a fault of it."""


def codes_of_faults() -> set[str]:
    """Give every code that the source gives a fault."""
    calls = [
        node
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    made = [
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id in MAKERS and call.args
    ]
    return {call.args[0].value for call in made if isinstance(call.args[0], ast.Constant)} | {
        value.value for call in calls if _name(call) in PASSING for value in _values(call)
    }


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _values(call: ast.Call) -> list[ast.Constant]:
    values = [*call.args, *(each.value for each in call.keywords)]
    worded = (f"fault.{each.value}" for each in values if isinstance(each, ast.Constant))
    known = set(worded) & set(shipped().ids)
    return [each for each in values if isinstance(each, ast.Constant) and f"fault.{each.value}" in known]


def test_every_error_of_the_domain_has_its_status() -> None:
    named = {
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.IntakeError) and error is not errors.IntakeError
    }
    assert named == set(STATUS_OF)


def test_every_problem_has_a_title_and_a_sentence() -> None:
    codes = {code for _, code in {**COMMON_PROBLEMS, **STATUS_OF}.values()} | set(HTTP_CODES.values())
    wanted = {f"problem.{code}" for code in codes} | {f"problem.{code}.title" for code in codes}
    assert wanted <= set(shipped().ids)


def test_every_fault_has_a_sentence_and_every_sentence_a_fault() -> None:
    worded = {text_id.removeprefix("fault.") for text_id in shipped().ids if text_id.startswith("fault.")}
    codes = codes_of_faults() | {"year_out_of_range"}
    assert codes == worded


def test_every_task_on_intakes_queues_is_acted_on() -> None:
    assert set(ACTIONS) == {task for task, queue in QUEUE_OF_TASK.items() if queue in INTAKE_QUEUES}


def test_settings_name_every_bad_variable_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTAKE_DATABASE_URL", "BROKER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INTAKE_WEB_THREADS", "many")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert {"INTAKE_DATABASE_URL", "BROKER_URL", "INTAKE_WEB_THREADS"} <= set(error.value.problems)


def test_intake_listens_on_this_machine_only_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_DATABASE_URL", "sqlite://")
    monkeypatch.setenv("BROKER_URL", "redis://localhost")
    monkeypatch.delenv("INTAKE_BIND", raising=False)
    assert read_settings().web.bind == "127.0.0.1:8000"
