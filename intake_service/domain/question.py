"""The questions that a call asks: data of the call, so that a new question needs no new intake."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class QuestionType(StrEnum):
    """What kind of answer a question takes."""

    BOOLEAN = "boolean"
    TEXT = "text"
    CHOICE = "choice"
    TEXT_LIST = "text_list"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``grant_types`` is None when it is asked of all. ``label`` holds sv and en."""

    key: str
    type: QuestionType
    label: Mapping[str, str]
    choices: tuple[str, ...] = ()
    required: bool = False
    grant_types: tuple[str, ...] | None = None

    def is_asked_of(self, grant_type: str) -> bool:
        """Tell whether an application for ``grant_type`` may answer the question."""
        return self.grant_types is None or grant_type in self.grant_types


def question_from(document: Mapping[str, Any]) -> Question:
    """Read a question from its stored or sent form, whose shape has been checked."""
    grant_types = document.get("grant_types")
    return Question(
        key=document["key"],
        type=QuestionType(document["type"]),
        label=document["label"],
        choices=tuple(document.get("choices") or ()),
        required=bool(document.get("required")),
        grant_types=None if grant_types is None else tuple(grant_types),
    )
