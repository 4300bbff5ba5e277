"""The constants and facts that a rule file declares, with the settings of those that are derived.

A constant is one value, or several with the day from which each is in force.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from marshmallow import ValidationError

from prescreen_shared.errors import shown
from prescreen_shared.shapes.call import MOST_CHOICES
from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.condition import FactType, Scalar
from scoring_service.domain.derive.kinds import KINDS as DERIVATIONS
from scoring_service.domain.rule_set import Constant, DatedValue, FactDeclaration, values_on
from scoring_service.rule_files.faults import FaultList, Path
from scoring_service.rule_files.fields import NAME, check_settings, load_shape, shape_of
from scoring_service.rule_files.parse_condition import LiteralError, Vocabulary, parse_constant
from scoring_service.rule_files.shapes import ConstantShape, DatedValueShape, FactShape, SentenceShape

RESERVED: Final = frozenset(("all", "any", "not", "constant", "missing", "id", "sid"))
MAX_FACTS: Final = 400
MAX_CHOICES: Final = MOST_CHOICES


def parse_vocabulary(
    constants: dict[str, Any], facts: dict[str, Any], faults: FaultList, first_day: date | None = None
) -> Vocabulary:
    """Give what could be read of the constants and facts; the names at fault become ``unsure``.

    ``first_day`` is the day whose values the dated constants have.
    """
    fixed, dated = _constants(constants, faults)
    declared: dict[str, FactDeclaration] = {}
    for name, raw in facts.items():
        before = len(faults)
        _check_name(name, ("facts", name), faults)
        if name in constants:
            faults.add(("facts", name), "rule-file.constant-too", name=name)
        fact = _fact(name, raw, faults)
        if fact is not None and len(faults) == before:
            declared[name] = fact
    if len(facts) > MAX_FACTS:
        faults.add(("facts",), "rule-file.too-many-facts", max_facts=MAX_FACTS)
    first = fixed | values_on(dated, first_day)
    values = {name: first[name] for name in constants if name in first}
    return Vocabulary(declared, values, frozenset((*constants, *facts)) - set(declared) - set(values), dated)


def check_search(name: str, settings: dict[str, Any], path: Path, faults: FaultList) -> None:
    """Note what a call rule cannot find, and faults in its settings."""
    if name in SEARCHES:
        check_settings(SEARCHES[name].settings, settings, path, faults)
    else:
        _add_unknown(name, SEARCHES, (*path, "finds"), faults)


def details_of(fact: FactDeclaration) -> frozenset[str]:
    """Give the details that a fact can have; none for a stated fact."""
    kind = DERIVATIONS.get(fact.kind or "")
    return frozenset() if kind is None else kind.details


def names_found(search: str) -> frozenset[str] | None:
    """Give the names that the sentence of a call rule can use; None for a search that does not exist."""
    kind = SEARCHES.get(search)
    return None if kind is None else kind.facts


def _constants(constants: dict[str, Any], faults: FaultList) -> tuple[dict[str, Scalar], dict[str, Constant]]:
    fixed: dict[str, Scalar] = {}
    dated: dict[str, Constant] = {}
    for name, raw in constants.items():
        if not _check_name(name, ("constants", name), faults):
            continue
        if isinstance(raw, dict):
            constant = _parse_long_constant(name, raw, faults)
            if constant is not None:
                dated[name] = constant
        else:
            value = _parse_short_constant(name, raw, faults)
            if value is not None:
                fixed[name] = value
    return fixed, dated


def _check_name(name: str, path: Path, faults: FaultList) -> bool:
    if name in RESERVED:
        faults.add(path, "rule-file.name-taken", name=name)
        return False
    try:
        NAME(name)
    except ValidationError:
        faults.add(path, "rule-file.bad-name", value=shown(name))
        return False
    return True


def _parse_long_constant(name: str, raw: dict[str, Any], faults: FaultList) -> Constant | None:
    """Give a constant with a label and dated values; None where something of it is at fault."""
    path, before = ("constants", name), len(faults)
    content = load_shape(ConstantShape, raw, path, faults)
    found = [
        _dated(item, (*path, "values", number), faults)
        for number, item in enumerate(content.get("values", ()))
    ]
    values = [value for value in found if value is not None]
    _check_order(found, path, faults)
    _check_types(found, path, faults)
    if len(faults) > before:
        return None
    label = content.get("label")
    return Constant(tuple(values), None if label is None else Sentence(**label))


def _dated(raw: Any, path: Path, faults: FaultList) -> DatedValue | None:
    content = load_shape(DatedValueShape, raw, path, faults)
    if "value" not in content:
        return None
    value = _value(content["value"], (*path, "value"), "value", faults)
    return None if value is None else DatedValue(value, content.get("from_"))


def _value(raw: Any, path: Path, name: str, faults: FaultList) -> Scalar | None:
    try:
        return parse_constant(raw)
    except LiteralError as error:
        faults.add(path, "rule-file.constant-unfit", name=name, said=error.told)
        return None


def _check_order(found: list[DatedValue | None], path: Path, faults: FaultList) -> None:
    last = None
    for number, each in enumerate(found):
        if each is None:
            continue
        place = (*path, "values", number)
        if number > 0 and each.from_on is None:
            faults.add(place, "rule-file.value-without-day")
        if each.from_on is not None and last is not None and each.from_on <= last:
            faults.add((*place, "from"), "rule-file.days-not-in-order", from_on=each.from_on, last=last)
        last = each.from_on or last


def _check_types(found: list[DatedValue | None], path: Path, faults: FaultList) -> None:
    first = next((each for each in found if each is not None), None)
    for number, each in enumerate(found):
        if first is not None and each is not None and type(each.value) is not type(first.value):
            faults.add(
                (*path, "values", number, "value"),
                "rule-file.constant-other-type",
                value=shown(each.value),
                first=shown(first.value),
            )


def _parse_short_constant(name: str, raw: Any, faults: FaultList) -> Scalar | None:
    """Give the value of a constant that is nothing but its value; None where it is at fault."""
    return _value(raw, ("constants", name), name, faults)


def _fact(name: str, raw: Any, faults: FaultList) -> FactDeclaration | None:
    path = ("facts", name)
    content = load_shape(FactShape, raw, path, faults)
    if "type" not in content:
        return None
    kind = FactType(content["type"])
    choices, labels = _choices(kind, content.get("choices"), path, faults)
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
        _check_derivation(fact, path, faults)
    return fact


def _choices(
    kind: FactType, raw: Any, path: Path, faults: FaultList
) -> tuple[tuple[str, ...], dict[str, Sentence]]:
    path = (*path, "choices")
    if kind is not FactType.CHOICE:
        if raw is not None:
            faults.add(path, "rule-file.not-of-the-type", value=kind.value)
        return (), {}
    words = list(raw) if isinstance(raw, list | dict) else []
    if not 1 <= len(words) <= MAX_CHOICES or not all(isinstance(word, str) and word for word in words):
        faults.add(path, "rule-file.number-of-choices", max_choices=MAX_CHOICES)
        return (), {}
    if len(set(words)) != len(words):
        faults.add(path, "rule-file.choice-twice")
    labels = raw if isinstance(raw, dict) else {}
    return tuple(words), {
        word: label for word in labels if (label := _label(labels[word], (*path, word), faults))
    }


def _label(raw: Any, path: Path, faults: FaultList) -> Sentence | None:
    content = load_shape(SentenceShape, raw, path, faults)
    return Sentence(**content) if {"sv", "en"} <= set(content) else None


def _check_derivation(fact: FactDeclaration, path: Path, faults: FaultList) -> None:
    """Note an unknown derivation, a type that it does not give, and faults in its settings."""
    kind = DERIVATIONS.get(fact.kind or "")
    if kind is None:
        _add_unknown(fact.kind, DERIVATIONS, (*path, "derived"), faults)
        return
    if fact.type not in kind.gives:
        accepted = ", ".join(sorted(kind.gives))
        faults.add(
            (*path, "type"),
            "rule-file.type-not-given",
            kind=fact.kind,
            value=fact.type.value,
            accepted=accepted,
        )
    if kind.words and fact.type is FactType.CHOICE and set(fact.choices) != set(kind.words):
        words = ", ".join(kind.words)
        faults.add((*path, "choices"), "rule-file.other-choices", kind=fact.kind, words=words)
    check_settings(kind.settings, fact.settings, path, faults)


def _add_unknown(name: str | None, known: Iterable[str], path: Path, faults: FaultList) -> None:
    names = ", ".join(known)
    faults.add(path, "rule-file.no-such-kind", name=name, names=names)
