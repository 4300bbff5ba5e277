"""Nothing of the example round stands in code: no name, no reference, no year of it decides anything."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "stockholm-2018"
PACKAGES = ("intake_service", "scoring_service", "shared/prescreen_shared", "prescreen")


def strings_in(path: Path) -> str:
    """Give every string of a module but its docstrings, in which an example may stand."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return "\n".join(
        str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said
    )


def code() -> dict[str, str]:
    """Give the strings of every module and the text of every template by path."""
    found = {path: strings_in(path) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    found |= {
        path: path.read_text("utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.html")
    }
    return {path.relative_to(ROOT).as_posix(): text for path, text in found.items()}


def test_no_applicant_or_project_of_the_round_stands_in_code() -> None:
    applications = json.loads((EXAMPLE / "applications.json").read_text("utf-8"))
    register = json.loads((EXAMPLE / "register.json").read_text("utf-8"))
    words = {name for application in applications for name in application["applicants"]}
    words |= {entry["project"] for entry in register["earlier_grants"]}
    words |= {entry["name"] for kind in ("central_studies", "city_programmes") for entry in register[kind]}
    found = {(path, word) for path, text in code().items() for word in words if word in text}
    assert found == set()


def test_no_reference_of_the_round_stands_in_code() -> None:
    applications = json.loads((EXAMPLE / "applications.json").read_text("utf-8"))
    references = {application["reference"] for application in applications}
    found = {
        (path, word)
        for path, text in code().items()
        for word in re.findall(r"\bT[12]-\d+\b", text)
        if word in references
    }
    assert found == set()
