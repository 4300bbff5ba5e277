"""The constants and facts that a rule file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from marshmallow import ValidationError

from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import FactDeclaration, Sentence
from scoring_service.rule_files.derivations import check_derivation
from scoring_service.rule_files.literals import LiteralError, parse_constant
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.schemas import FactShape, SentenceShape
from scoring_service.rule_files.shape import NAME
from scoring_service.rule_files.shape_messages import add_shape_errors, show

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.rule_files.problem import Path, ProblemList

RESERVED: Final = frozenset(("all", "any", "not", "constant", "missing", "id", "sid"))
MAX_FACTS: Final = 400
MAX_CHOICES: Final = 50


def parse_vocabulary(constants: dict[str, Any], facts: dict[str, Any], problems: ProblemList) -> Vocabulary:
    """Give what could be read of the constants and facts; the names at fault become ``unsure``."""
    fixed = {
        name: value
        for name, raw in constants.items()
        if (value := _constant(name, raw, problems)) is not None
    }
    declared: dict[str, FactDeclaration] = {}
    for name, raw in facts.items():
        before = len(problems)
        _check_name(name, ("facts", name), problems)
        if name in constants:
            problems.add(("facts", name), f"{name} är redan en konstant", f"{name} is a constant already")
        fact = _fact(name, raw, problems)
        if fact is not None and len(problems) == before:
            declared[name] = fact
    if len(facts) > MAX_FACTS:
        problems.add(("facts",), f"fler än {MAX_FACTS} fakta", f"more than {MAX_FACTS} facts")
    return Vocabulary(declared, fixed, frozenset((*constants, *facts)) - set(declared) - set(fixed))


def _constant(name: str, raw: Any, problems: ProblemList) -> Scalar | None:
    path = ("constants", name)
    if not _check_name(name, path, problems):
        return None
    try:
        return parse_constant(raw)
    except LiteralError as error:
        problems.add(path, f"{name} {error.sv}", f"{name} {error.en}")
        return None


def _check_name(name: str, path: Path, problems: ProblemList) -> bool:
    if name in RESERVED:
        problems.add(path, f"namnet {name} är upptaget", f"the name {name} is taken")
        return False
    try:
        NAME(name)
    except ValidationError:
        problems.add(
            path,
            f"{show(name)} ska börja med en liten bokstav (a–z) och ha högst 60 av a–z, 0–9 och _",
            f"{show(name)} should begin with a lower-case letter (a–z) and have at most 60 of a–z, 0–9 and _",
        )
        return False
    return True


def _fact(name: str, raw: Any, problems: ProblemList) -> FactDeclaration | None:
    path = ("facts", name)
    try:
        content = FactShape().load(raw)
    except ValidationError as error:
        add_shape_errors(problems, error.messages, path, raw)
        return None
    kind = FactType(content["type"])
    choices, labels = _choices(kind, content.get("choices"), path, problems)
    settings = {key: value for key, value in content.items() if key not in FactShape().fields}
    fact = FactDeclaration(
        name=name,
        type=kind,
        label=Sentence(**content["label"]),
        choices=choices,
        stated_in=content.get("stated_in"),
        kind=content.get("derived"),
        settings=settings,
        choice_labels=labels,
    )
    if fact.kind is not None:
        check_derivation(fact, path, problems)
    return fact


def _choices(
    kind: FactType, raw: Any, path: Path, problems: ProblemList
) -> tuple[tuple[str, ...], dict[str, Sentence]]:
    path = (*path, "choices")
    if kind is not FactType.CHOICE:
        if raw is not None:
            problems.add(
                path, f"hör inte till typen {kind.value}", f"does not belong to the type {kind.value}"
            )
        return (), {}
    words = list(raw) if isinstance(raw, list | dict) else []
    if not 1 <= len(words) <= MAX_CHOICES or not all(isinstance(word, str) and word for word in words):
        problems.add(path, f"ska vara 1 till {MAX_CHOICES} ord", f"should be 1 to {MAX_CHOICES} words")
        return (), {}
    if len(set(words)) != len(words):
        problems.add(path, "har samma ord två gånger", "has the same word twice")
    labels = raw if isinstance(raw, dict) else {}
    return tuple(words), {
        word: label for word in labels if (label := _label(labels[word], (*path, word), problems))
    }


def _label(raw: Any, path: Path, problems: ProblemList) -> Sentence | None:
    try:
        return Sentence(**SentenceShape().load(raw))
    except ValidationError as error:
        add_shape_errors(problems, error.messages, path, raw)
        return None
