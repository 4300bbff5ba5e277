"""Everything that is wrong with a document: its own form, and what engine and referee make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.engine.gate import GateRefusedError
from scoring_service.rule_files.problem import Problem
from scoring_service.rule_files.read_rule_file import examine_rule_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """All problems, and the hash of the rules' content where none of them is an error."""

    problems: tuple[Problem, ...]
    sha256: str | None


def check_document(document: str, gate: Callable[[RuleSet], None]) -> CheckedDocument:
    """Check a rule file's form, sentences and cases, and let its rules through the gate."""
    rule_set, problems = examine_rule_file(document)
    if rule_set is None:
        return CheckedDocument(tuple(problems), None)
    try:
        gate(rule_set)
    except GateRefusedError as error:
        refused = (Problem(1, 1, "", _in_swedish(reason), reason) for reason in error.reasons)
        return CheckedDocument((*problems, *refused), None)
    return CheckedDocument(tuple(problems), rule_set.sha256)


def is_error(problem: Problem) -> bool:
    """Tell a fault, which refuses the file, from a warning."""
    return problem.severity == "error"


def _in_swedish(reason: str) -> str:
    return f"provet av regelmotorn gick inte igenom: {reason}"
