"""Whether what a call asks can be what a rule set takes: a misfit would fault every application that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.derive.field_text import ANSWERS
from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.frozen_call import AskedQuestion, CallFacts
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet

TEXTS: Final = ("text", "choice", "text_list")
FITTING: Final = {
    FactType.BOOLEAN: ("boolean",),
    FactType.INTEGER: ("integer",),
    FactType.AMOUNT: ("integer",),
    FactType.DATE: ("text",),
    FactType.CHOICE: ("choice",),
    FactType.TEXT: TEXTS,
}
"""For each type of fact, the types of question whose answers it takes."""

READ_AS_TEXT: Final = ("fields", "fields_if_silent")
"""Settings of derived facts that name fields whose words are read."""


def check_questions(rule_set: RuleSet, call: CallFacts) -> Iterator[Sentence]:
    """Find every fact that cannot take the answers to the question it rests on; a question not asked is no fault."""
    asked = {question.key: question for question in call.questions}
    for fact in rule_set.facts.values():
        if fact.stated_in is not None:
            for question in _asked_in([fact.stated_in], asked):
                yield from _check_stated(fact, question)
        for question in _asked_in(_fields_read(fact), asked):
            if question.type not in TEXTS:
                yield _misfit(question, fact, " / ".join(TEXTS), " / ".join(TEXTS))


def _asked_in(fields: Iterable[str], asked: dict[str, AskedQuestion]) -> Iterator[AskedQuestion]:
    for field in fields:
        question = asked.get(field.removeprefix(ANSWERS)) if field.startswith(ANSWERS) else None
        if question is not None:
            yield question


def _fields_read(fact: FactDeclaration) -> Iterable[str]:
    return dict.fromkeys(field for name in READ_AS_TEXT for field in fact.settings.get(name) or ())


def _check_stated(fact: FactDeclaration, question: AskedQuestion) -> Iterator[Sentence]:
    fits = question.type in FITTING[fact.type]
    if fits and fact.type is FactType.CHOICE:
        fits = set(question.choices) <= set(fact.choices)
    if not fits:
        types, choices = " / ".join(FITTING[fact.type]), ", ".join(fact.choices)
        among = (f"{types} med val bland: {choices}", f"{types} with choices among: {choices}")
        yield _misfit(question, fact, *(among if choices else (types, types)))


def _misfit(question: AskedQuestion, fact: FactDeclaration, sv: str, en: str) -> Sentence:
    got = f"{question.type} [{', '.join(question.choices)}]" if question.choices else question.type
    return Sentence(
        f"utlysningens fråga {question.key} är {got}, men uppgiften {fact.name} i reglerna tar {sv}",
        f"the call's question {question.key} is {got}, but the rules' fact {fact.name} takes {en}",
    )
