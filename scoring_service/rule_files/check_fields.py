"""The fields that facts are stated in: each read as a type that it can have, and as one that fits its other readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.check_questions import FITTING, READ_AS_TEXT, TEXTS
from scoring_service.domain.derive.field_text import ANSWERS
from scoring_service.domain.fact import FactType
from scoring_service.rule_files.shape_messages import show
from shared.plumbing.shapes.fields import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.rule_set import FactDeclaration, RuleSet
    from scoring_service.rule_files.problem import Path, ProblemList

_TEXT: Final = (FactType.TEXT,)
_TYPES: Final[dict[str, tuple[FactType, ...]]] = {
    "reference": _TEXT,
    "grant_type": (FactType.CHOICE, FactType.TEXT),
    "title": _TEXT,
    "description": _TEXT,
    "applicants": _TEXT,
    "unit": _TEXT,
    "requested_amount": (FactType.AMOUNT, FactType.INTEGER),
    "submitted_at": (FactType.DATE,),
    "earlier_grants": _TEXT,
}
"""What each field of an application can be read as."""
_KEY: Final = re.compile(TOKEN)
LONGEST_CHOICE: Final = 200
"""As in the calls that intake takes."""
_NOT_TEXT: Final = frozenset(("requested_amount", "submitted_at", "earlier_grants"))


def check_fields(rule_set: RuleSet, problems: ProblemList) -> None:
    """Note facts that would fault every application that states the field, and the same fact under two names."""
    facts = list(rule_set.facts.values())
    for number, fact in enumerate(facts):
        _check_type(fact, problems)
        _check_readers(fact, facts[:number], problems)
        _check_copies(fact, facts[:number], problems)


def _check_type(fact: FactDeclaration, problems: ProblemList) -> None:
    accepted = _TYPES.get(fact.stated_in or "")
    if accepted is not None and fact.type not in accepted:
        named = ", ".join(accepted)
        problems.add(
            ("facts", fact.name, "type"),
            f"{fact.stated_in} kan inte vara {fact.type}; det som passar: {named}",
            f"{fact.stated_in} cannot be {fact.type}; what fits: {named}",
        )
    _check_answer_keys(fact, problems)
    read = dict(_read_as_text(fact))
    for number, field in enumerate(fact.settings.get("needed") or ()):
        if field not in read:
            problems.warn(
                ("facts", fact.name, "needed", number),
                f"{field} läses inte, så det spelar ingen roll om det saknas; skriv det under fields eller ta bort det",
                f"{field} is not read, so it makes no difference that it is missing; write it under fields or remove it",
            )
    for field, path in read.items():
        if field in _NOT_TEXT:
            problems.add(
                path,
                f"{field} är ingen text som ord kan sökas i; ange ett textfält, som title, description eller answers.…",
                f"{field} is no text that words can be looked for in; name a field of text, such as title, description or answers.…",
            )


def _check_answer_keys(fact: FactDeclaration, problems: ProblemList) -> None:
    """Note answers to questions that no call can ask, since no question can be called so."""
    stated = [] if fact.stated_in is None else [(fact.stated_in, ("facts", fact.name, "stated_in"))]
    for field, path in (*stated, *_read_as_text(fact)):
        key = field.removeprefix(ANSWERS)
        if key != field and not _KEY.fullmatch(key):
            problems.add(
                path,
                f"ingen fråga kan heta {show(key)}; en frågas namn är små bokstäver (a–z), siffror, _ och -, högst 60",
                f"no question can be called {show(key)}; a question's name is lower-case letters (a–z), digits, _ and -, at most 60",
            )
    for number, word in enumerate(fact.choices):
        if fact.stated_in is not None and len(word) > LONGEST_CHOICE:
            problems.add(
                ("facts", fact.name, "choices", word if fact.choice_labels else number),
                f"svaret är längre än {LONGEST_CHOICE} tecken, och så långt kan ingen frågas svar vara",
                f"the answer is longer than {LONGEST_CHOICE} characters, and no question's answer can be so long",
            )


def _check_readers(fact: FactDeclaration, others: Iterable[FactDeclaration], problems: ProblemList) -> None:
    """Note an answer that two facts read as types which no question has both of."""
    for field, types, path in _reads(fact):
        for other in others:
            clash = next(
                (theirs for named, theirs, _ in _reads(other) if named == field and types.isdisjoint(theirs)),
                None,
            )
            if clash is not None:
                problems.add(
                    path,
                    f"{field} läses här som {_listed(types)}, men {other.name} läser samma svar som {_listed(clash)}; en fråga har bara ett slags svar",
                    f"{field} is read here as {_listed(types)}, but {other.name} reads the same answer as {_listed(clash)}; a question has one kind of answer",
                )
                break


def _check_copies(fact: FactDeclaration, others: Iterable[FactDeclaration], problems: ProblemList) -> None:
    for other in others:
        if _definition(other) == _definition(fact):
            problems.warn(
                ("facts", fact.name),
                f"{fact.name} är precis samma uppgift som {other.name}; använd ett namn",
                f"{fact.name} is exactly the same fact as {other.name}; use one name",
            )
            return


def _definition(fact: FactDeclaration) -> tuple[Any, ...]:
    return fact.type, fact.choices, fact.stated_in, fact.kind, fact.settings


def _reads(fact: FactDeclaration) -> Iterator[tuple[str, frozenset[str], Path]]:
    """Give each answer that a fact reads, with the types of question that it can take and where the file says so."""
    if fact.stated_in is not None and fact.stated_in.startswith(ANSWERS):
        yield fact.stated_in, frozenset(FITTING[fact.type]), ("facts", fact.name, "stated_in")
    for field, path in _read_as_text(fact):
        if field.startswith(ANSWERS):
            yield field, frozenset(TEXTS), path


def _read_as_text(fact: FactDeclaration) -> Iterator[tuple[str, Path]]:
    for name in READ_AS_TEXT:
        found = fact.settings.get(name)
        for number, field in enumerate(found if isinstance(found, list) else ()):
            if isinstance(field, str):
                yield field, ("facts", fact.name, name, number)


def _listed(types: frozenset[str]) -> str:
    return " / ".join(sorted(types))
