"""The constants and facts that a rule file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from marshmallow import ValidationError

from scoring_service.domain.fact import FactType
from scoring_service.domain.on_day import values_on
from scoring_service.domain.rule_set import FactDeclaration, Sentence
from scoring_service.rule_files.derivations import check_derivation
from scoring_service.rule_files.fact_shape import FactShape
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.parse_constants import parse_long_constant, parse_short_constant
from scoring_service.rule_files.shape import NAME, shape_of
from scoring_service.rule_files.shape_messages import show
from scoring_service.rule_files.text_shapes import SentenceShape

if TYPE_CHECKING:
    from datetime import date

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import Constant
    from scoring_service.rule_files.problem import Path, ProblemList

RESERVED: Final = frozenset(("all", "any", "not", "constant", "missing", "id", "sid"))
MAX_FACTS: Final = 400
MAX_CHOICES: Final = 50


def parse_vocabulary(
    constants: dict[str, Any], facts: dict[str, Any], problems: ProblemList, first_day: date | None = None
) -> Vocabulary:
    """Give what could be read of the constants and facts; the names at fault become ``unsure``.

    ``first_day`` is the day whose values the dated constants have.
    """
    fixed, dated = _constants(constants, problems)
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
    first = fixed | values_on(dated, first_day)
    values = {name: first[name] for name in constants if name in first}
    return Vocabulary(declared, values, frozenset((*constants, *facts)) - set(declared) - set(values), dated)


def _constants(
    constants: dict[str, Any], problems: ProblemList
) -> tuple[dict[str, Scalar], dict[str, Constant]]:
    fixed: dict[str, Scalar] = {}
    dated: dict[str, Constant] = {}
    for name, raw in constants.items():
        if not _check_name(name, ("constants", name), problems):
            continue
        if isinstance(raw, dict):
            constant = parse_long_constant(name, raw, problems)
            if constant is not None:
                dated[name] = constant
        else:
            value = parse_short_constant(name, raw, problems)
            if value is not None:
                fixed[name] = value
    return fixed, dated


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
    content = load_shape(FactShape, raw, path, problems)
    if "type" not in content:
        return None
    kind = FactType(content["type"])
    choices, labels = _choices(kind, content.get("choices"), path, problems)
    fact = FactDeclaration(
        name=name,
        type=kind,
        label=Sentence(**content["label"]) if "label" in content else Sentence("", ""),
        choices=choices,
        stated_in=content.get("stated_in"),
        kind=content.get("derived"),
        settings={key: value for key, value in content.items() if key not in shape_of(FactShape).fields},
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
    content = load_shape(SentenceShape, raw, path, problems)
    return Sentence(**content) if {"sv", "en"} <= set(content) else None
