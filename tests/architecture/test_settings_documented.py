"""Every setting that a service reads is shown in env.example and explained in deploy/README.md, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = (
    "intake_service/settings.py",
    "scoring_service/settings.py",
    "shared/prescreen_shared/plumbing/settings.py",
)
SERVICES = ("INTAKE", "SCORING")
NAME = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


def names_read() -> set[str]:
    """Give the name of every variable that the settings modules read."""
    return {name for reader in READERS for name in names_in(ROOT / reader)}


def names_in(path: Path) -> Iterator[str]:
    """Find the first argument of each ``env.something(…)``; a prefix that varies stands for each service."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
            continue
        name = node.args[0]
        if isinstance(name, ast.Constant):
            yield str(name.value)
        elif isinstance(name, ast.JoinedStr):
            rest = "".join(str(part.value) for part in name.values if isinstance(part, ast.Constant))
            yield from (f"{service}{rest}" for service in SERVICES)


def test_settings_are_found_at_all() -> None:
    assert {"BROKER_URL", "INTAKE_BIND", "SCORING_CONCURRENCY", "LOG_LEVEL"} <= names_read()


def test_every_setting_stands_in_the_example_file() -> None:
    text = (ROOT / "deploy" / "env.example").read_text("utf-8")
    assert names_read() - set(NAME.findall(text)) == set()


def test_every_setting_is_explained() -> None:
    text = (ROOT / "deploy" / "README.md").read_text("utf-8")
    assert names_read() - set(NAME.findall(text)) == set()


def test_the_example_file_sets_nothing_that_nobody_reads() -> None:
    lines = (ROOT / "deploy" / "env.example").read_text("utf-8").splitlines()
    set_there = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert set_there - names_read() == set()


def test_the_example_file_holds_no_secret() -> None:
    lines = (ROOT / "deploy" / "env.example").read_text("utf-8").splitlines()
    assert not [
        line for line in lines if not line.startswith("#") and re.search("password|secret|_URL", line, re.I)
    ]
