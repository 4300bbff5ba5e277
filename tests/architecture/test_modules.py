"""Every module says in one sentence what it holds, has a name that says something, and is not too long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("intake_service", "scoring_service", "shared/prescreen_shared", "prescreen")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "processor",
    "handler",
    "handlers",
    "data",
}
LONGEST = 450


def name_of(path: Path) -> str:
    """Give a module's path below the root, as the tests name it."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said, f"{name_of(path)} has no docstring"
    first_line = said.splitlines()[0]
    assert first_line.endswith("."), f"{name_of(path)} does not open with a whole sentence on one line"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_named_as_what_it_holds(path: Path) -> None:
    assert path.stem not in SAYS_NOTHING
    assert path.parent.name not in SAYS_NOTHING


def test_modules_are_short() -> None:
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in MODULES
        # A migration is written once and read as one piece.
        if path.name != "__init__.py" and "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
