"""What the fields of an application are called in words: the call's own questions, and the catalogue for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.texts import knows, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.texts import Language

_ANSWERS: Final = "answers."


class FieldNames:
    """Names fields such as ``earlier_grants`` and ``answers.it_system`` in one language."""

    def __init__(self, call: Mapping[str, Any], language: Language) -> None:
        """Take the questions of ``call`` as intake gives it."""
        self._language: Language = language
        self._questions = {
            question["key"]: str(question["label"][language]).rstrip("?")
            for question in call.get("questions", ())
        }

    def name(self, field: str) -> str:
        """Name one field; one that nobody has named keeps its own name."""
        if field.startswith(_ANSWERS):
            key = field.removeprefix(_ANSWERS)
            return self._questions.get(key, key.replace("_", " "))
        text_id = f"field.{field}"
        return say(text_id, self._language) if knows(text_id) else field

    def listed(self, fields: Iterable[str]) -> str:
        """Name several, with semicolons between, since a question may hold commas."""
        return "; ".join(map(self.name, fields))
