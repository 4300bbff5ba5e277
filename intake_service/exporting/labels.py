"""What fields, documents, facts and answers are called in a reader's language; an unknown name is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.plumbing.pages.template_environment import said
from shared.texts import knows, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake_service.domain.proposal import Question
    from shared.texts import Language

_ANSWERS: Final = "answers."


def document_title(document: str, language: Language) -> str:
    """Give the full title of a source document."""
    return _say_or("document", document, language, document)


def field_label(field: str, language: Language, questions: Iterable[Question]) -> str:
    """Name a field of an application or a section of the register, such as ``answers.it_system``."""
    if field.startswith(_ANSWERS):
        return question_label(field.removeprefix(_ANSWERS), language, questions)
    return _say_or("field", field, language, field)


def question_label(key: str, language: Language, questions: Iterable[Question]) -> str:
    """Give a question as the call words it."""
    label = next((question.label for question in questions if question.key == key), None)
    return key.replace("_", " ") if label is None else said(label, language)


def fact_label(name: str, language: Language) -> str:
    """Name a deciding value such as ``project_year``, or a detail of one such as ``project_year.years``."""
    fact, _, detail = name.partition(".")
    if detail:
        return f"{_say_or('fact', fact, language, fact)}, {_say_or('detail', detail, language, detail)}"
    return _say_or("fact", fact, language, _say_or("detail", fact, language, fact))


def choice_label(answer: str, language: Language, key: str, questions: Iterable[Question]) -> str:
    """Name an answer chosen from the question's list; an answer in the applicant's own words is left as it is."""
    is_chosen = any(question.key == key and answer in question.choices for question in questions)
    return word_label(answer, language) if is_chosen else answer


def word_label(word: str, language: Language) -> str:
    """Name a word of a closed list."""
    return _say_or("choice", word, language, word)


def _say_or(area: str, name: str, language: Language, otherwise: str) -> str:
    text_id = f"{area}.{name}"
    return say(text_id, language) if knows(text_id) else otherwise
