"""The questions of the 2018 form, which a call asks when it names none of its own."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def standard_questions(grant_types: Iterable[str]) -> list[dict[str, Any]]:
    """Give the questions that concern any of ``grant_types``, each limited to those of them that it is asked of.

    A call with other kinds of grant than the 2018 form is thereby asked only what makes sense for it.
    """
    wanted = list(grant_types)
    limited = (
        {**question, "grant_types": [name for name in question["grant_types"] if name in wanted]}
        for question in _shipped()
    )
    return [question for question in limited if question["grant_types"]]


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    file = resources.files("intake_service.store") / "standard_questions.json"
    questions: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["questions"]
    return tuple(questions)
