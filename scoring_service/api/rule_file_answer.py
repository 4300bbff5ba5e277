"""The answer to a rule file that cannot be used: every problem with its line, as one problem document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scoring_service.rule_files.problem import RuleFileError
from shared.plumbing.web.problem import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask, Response

    from scoring_service.rule_files.problem import Problem

CODE = "rule_file_refused"


def register_rule_file_answer(app: Flask) -> None:
    """Answer with what is wrong with a rule file wherever a view meets it."""
    app.register_error_handler(RuleFileError, _answer)


def listed(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Give problems as the API lists them."""
    return [asdict(each) for each in problems]


def _answer(error: RuleFileError) -> Response:
    errors = [
        {"field": each["path"] or None, "code": CODE, **{name: each[name] for name in _KEPT}}
        for each in listed(error.problems)
    ]
    return problem(422, CODE, {"count": len(errors)}, errors)


_KEPT = ("line", "column", "severity", "sv", "en")
