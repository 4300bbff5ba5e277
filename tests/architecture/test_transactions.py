"""Only use cases open transactions, in both services: edges parse and answer, the store is given a session."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USE_CASES = {
    "intake_service": {
        "applications",
        "call_checks",
        "calls",
        "corrected",
        "importing",
        "reading",
        "received",
        "registers",
        "screenings",
    },
    "scoring_service": {"backtests", "screenings", "versions"},
}


def opens_a_transaction(path: Path) -> bool:
    """Tell whether a module calls ``….reading()`` or ``….writing()`` anywhere."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("reading", "writing")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


@pytest.mark.parametrize("service", USE_CASES)
def test_only_use_cases_open_transactions(service: str) -> None:
    opening = {path.relative_to(ROOT) for path in (ROOT / service).rglob("*.py") if opens_a_transaction(path)}
    elsewhere = {path.as_posix() for path in opening if Path(path.parts[1]).stem not in USE_CASES[service]}
    assert elsewhere == set()
    assert {Path(path.parts[1]).stem for path in opening} >= USE_CASES[service]
