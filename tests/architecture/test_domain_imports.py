"""The domains import the standard library, themselves, the shared words and nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "intake_service.domain": (
        "prescreen_shared.clock",
        "prescreen_shared.statuses",
        "prescreen_shared.errors",
        "prescreen_shared.shapes",
        "prescreen_shared.known_names",
        "prescreen_shared.prose",
        "prescreen_shared.written",
    ),
    # Spelling variants of a name are found by edit distance and inflected words by their stem: one well-tested library each.
    "scoring_service.domain": (
        "prescreen_shared.clock",
        "prescreen_shared.statuses",
        "prescreen_shared.errors",
        "prescreen_shared.shapes",
        "prescreen_shared.template",
        "prescreen_shared.known_names",
        "prescreen_shared.prose",
        "prescreen_shared.written",
        "rapidfuzz",
        "Stemmer",
        "simplemma",
    ),
}


def modules_of(package: str) -> list[Path]:
    """Give every module of a package."""
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


def imported_by(path: Path) -> Iterator[str]:
    """Name every module that a module imports, also where only a type checker looks."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("package", ALLOWED)
def test_a_domain_imports_only_what_it_is_allowed(package: str) -> None:
    allowed = (package, *ALLOWED[package])
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules_of(package)
        for name in imported_by(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == root or name.startswith(f"{root}.") for root in allowed)
    }
    assert strangers == set()


@pytest.mark.parametrize("package", ALLOWED)
def test_a_domain_neither_reads_the_clock_nor_the_environment(package: str) -> None:
    told = ("os", "socket", "subprocess", "time", "threading", "sqlite3", "asyncio", "requests")
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules_of(package)
        for name in imported_by(path)
        if name in told
    }
    assert found == set()


@pytest.mark.parametrize("stranger", ["intake_service: celery", "scoring_service: durable_rules_engine"])
def test_a_web_process_never_has_what_only_a_worker_needs_in_its_memory(stranger: str) -> None:
    service, name = stranger.split(": ")
    command = f"import sys, {service}.app; print({name!r} in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
