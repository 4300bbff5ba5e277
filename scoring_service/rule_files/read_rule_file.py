"""From the text of a rule file to a rule set with its hash, or to everything that is wrong with it.

Every part is read as far as it can be, so that all faults are told at once: those of form first, then those of letters,
languages and names anywhere in the file, then those of the rules taken together.

By its hash a version that was kept is found and known to be the same. The hash is made of the words written below, never of
names in the code: a class or a field may be called something else tomorrow and every version keeps its hash. The keys are
those of the rule language; the words under ``is`` are those of the first versions that were kept, and are fixed with
them. Comments and layout of the file are no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final

from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.written import canonical_sha256
from scoring_service.domain.condition import All, Compare, Condition, IsStated, Not
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import (
    CallRule,
    Constant,
    Document,
    FactDeclaration,
    Ground,
    Level,
    OwnCase,
    Precedent,
    ProcessNote,
    RuleSet,
)
from scoring_service.rule_files.check_rules import check_rules
from scoring_service.rule_files.check_texts import (
    check_ids,
    check_letters,
    check_lists,
    check_mentions,
    check_sources,
    check_translations,
)
from scoring_service.rule_files.check_words import check_patterns
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, PlacedFault, RuleFileError
from scoring_service.rule_files.fields import load_shape
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.parse_facts import parse_vocabulary
from scoring_service.rule_files.parse_rules import (
    Reading,
    parse_call_rules,
    parse_criteria,
    parse_documents,
    parse_precedents,
    parse_process,
    parse_rules,
)
from scoring_service.rule_files.read_yaml import YamlFile, examine_yaml, read_yaml
from scoring_service.rule_files.shapes import RuleSetShape

FORMAT: Final = 1


def read_rule_file(source: FilePath | str) -> RuleSet:
    """Read a rule set from a path, or from the text of a file; warnings do not refuse it.

    Raises:
        RuleFileError: the file is no valid rule set; with all its errors.
    """
    rule_set, faults = examine_rule_file(source)
    errors = [fault for fault in faults if fault.severity == "error"]
    if rule_set is None or errors:
        raise RuleFileError(errors)
    return rule_set


def check_rule_file(source: FilePath | str) -> list[PlacedFault]:
    """Give everything that is wrong with a rule file, errors and warnings, in the file's order; nothing when it is right."""
    return examine_rule_file(source)[1]


def examine_rule_file(source: FilePath | str) -> tuple[RuleSet | None, list[PlacedFault]]:
    """Give the rule set, None where an error refuses it, and all errors and warnings in the file's order."""
    try:
        file = examine_yaml(_text_of(source))
    except RuleFileError as error:
        return None, list(error.faults)
    faults = file.faults
    parsed = _parse_rule_set(file, faults)
    _check_content(file.content, faults)
    check_sources(file.content, parsed.rule_set, faults)
    check_rules(parsed.rule_set, parsed.places, parsed.vocabulary, faults)
    found = faults.sorted()
    if any(fault.severity == "error" for fault in found):
        return None, found
    return _with_hash(parsed.rule_set), found


def read_checked(text: str) -> RuleSet:
    """Read a rule set that passed every check when it was kept: it is the same, in a fraction of the time.

    Neither its cases are tried again nor its rules compared. The text of a file that was never checked belongs to
    ``read_rule_file``.

    Raises:
        RuleFileError: the text does not even have the form of a rule set.
    """
    file = read_yaml(text)
    rule_set = _parse_rule_set(file, file.faults).rule_set
    errors = [fault for fault in file.faults.sorted() if fault.severity == "error"]
    if errors:
        raise RuleFileError(errors)
    return _with_hash(rule_set)


def _text_of(source: FilePath | str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = (source.read_bytes()[: error.start].count(b"\n") + 1, 1)
        raise RuleFileError.at(place, "rule-file.not-utf8") from error


def _parse_rule_set(file: YamlFile, faults: FaultList) -> ParsedRuleSet:
    """Give what could be read; the rule set may be used only where no error was noted."""
    head = _read_head(file.content, faults)
    valid = head.get("valid", {})
    vocabulary = parse_vocabulary(
        head.get("constants", {}), head.get("facts", {}), faults, valid.get("from_")
    )
    declared = head.get("documents")
    documents = {} if declared is None else parse_documents(declared, faults)
    places = ConditionPlaces()
    names = None if declared is None else frozenset(declared)
    reading = Reading(vocabulary, names, places, faults, documents)
    rule_set = RuleSet(
        name=head.get("name", ""),
        version=head.get("version", 0),
        sha256="",
        title=Sentence(**head.get("title", {"sv": "", "en": ""})),
        valid_from=valid.get("from_"),
        valid_to=valid.get("to"),
        constants=vocabulary.constants,
        facts=vocabulary.facts,
        rules=parse_rules(head.get("rules", []), reading),
        call_rules=parse_call_rules(head.get("call_rules", []), reading),
        criteria=parse_criteria(head.get("criteria", []), reading),
        documents=documents,
        process=parse_process(head.get("process", []), reading),
        dated_constants=vocabulary.dated,
        precedents=parse_precedents(head.get("precedents", []), reading),
        reads_like_any=tuple(head.get("reads_like_any", ())),
    )
    return ParsedRuleSet(rule_set, places, vocabulary)


@dataclass(frozen=True, slots=True)
class ParsedRuleSet:
    """What could be read of a file, and what checks of it as a whole need; without its hash."""

    rule_set: RuleSet
    places: ConditionPlaces
    vocabulary: Vocabulary


def _read_head(content: Any, faults: FaultList) -> dict[str, Any]:
    head = load_shape(RuleSetShape, content, (), faults)
    if head.get("format", FORMAT) != FORMAT:
        faults.add(("format",), "rule-file.other-format", format=FORMAT)
    return head


def _check_content(content: Any, faults: FaultList) -> None:
    """Note what is wrong with texts anywhere in the file, and names that it declares in vain."""
    check_letters(content, faults)
    check_translations(content, faults)
    check_ids(content, faults)
    check_lists(content, faults)
    check_patterns(content, faults)
    check_mentions(content, faults)


def _with_hash(rule_set: RuleSet) -> RuleSet:
    return replace(rule_set, sha256=_content_hash(rule_set))


def _content_hash(rule_set: RuleSet) -> str:
    """Give the SHA-256 of everything that the rule set says, without its hash, as 64 hex digits."""
    return canonical_sha256(_rule_set(rule_set))


def _rule_set(rules: RuleSet) -> dict[str, Any]:
    dated = frozenset(rules.dated_constants)
    return {
        "is": "RuleSet",
        "name": rules.name,
        "version": rules.version,
        "title": _sentence(rules.title),
        "valid_from": _value(rules.valid_from),
        "valid_to": _value(rules.valid_to),
        "constants": _value(rules.constants),
        "facts": {name: _fact(fact) for name, fact in rules.facts.items()},
        "rules": [_ground(rule, dated) for rule in rules.rules],
        "call_rules": [_call_rule(rule) for rule in rules.call_rules],
        **_where_used(
            criteria=[_ground(criterion, dated) for criterion in rules.criteria],
            documents={name: _document(document) for name, document in rules.documents.items()},
            process=[_process_note(note) for note in rules.process],
            dated_constants={name: _constant(each) for name, each in rules.dated_constants.items()},
            precedents=[_precedent(each) for each in rules.precedents],
            reads_like_any=_value(rules.reads_like_any),
        ),
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"is": "Sentence", "sv": sentence.sv, "en": sentence.en}


def _value(value: Any) -> Any:
    """Give a scalar, a list or a mapping as JSON has it, a day under a key that tells it from a text."""
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _fact(fact: FactDeclaration) -> dict[str, Any]:
    return {
        "is": "FactDeclaration",
        "name": fact.name,
        "type": fact.type.value,
        "label": _sentence(fact.label),
        "choices": _value(fact.choices),
        "stated_in": fact.stated_in,
        "kind": fact.kind,
        "settings": _value(fact.settings),
        "choice_labels": {choice: _sentence(label) for choice, label in fact.choice_labels.items()},
    }


def _ground(ground: Ground, dated: frozenset[str]) -> dict[str, Any]:
    return {
        "is": "Criterion" if ground.gives_points else "Rule",
        "id": ground.id,
        "title": _sentence(ground.title),
        "grant_types": _value(ground.grant_types),
        "levels": [_level(ground, level, dated) for level in ground.levels],
        "text_undetermined": _sentence(ground.text_undetermined),
        "source": _source(ground.source),
        "cases": [_case(ground, case) for case in ground.cases],
        "note": _sentence(ground.note) if isinstance(ground.note, Sentence) else ground.note,
        # A criterion had this key from its first day, so that it stands there though it is empty.
        **({"shows": _value(ground.shows)} if ground.gives_points or ground.shows else {}),
        **_where_used(reads_like=_value(ground.reads_like)),
    }


def _level(ground: Ground, level: Level, dated: frozenset[str]) -> dict[str, Any]:
    strength: dict[str, Any] = {"is": "Level", "effect": level.effect.value}
    if ground.gives_points:
        strength = {"is": "CriterionLevel", "points": level.points}
    said = {"when": _condition(level.when, dated), "text": _sentence(level.text)}
    reason = level.possible_reason
    return {**strength, **said, **_where_used(possible_reason=reason and _sentence(reason))}


def _condition(condition: Condition, dated: frozenset[str]) -> dict[str, Any]:
    match condition:
        case Compare(fact, operator, operand, constant):
            # The name of a constant that never changes was no part of the content before constants had dates.
            named = {"constant": constant} if constant in dated else {}
            compared = {"fact": fact, "operator": operator.value, "operand": _value(operand)}
            return {"is": "Compare", **compared, **named}
        case IsStated(fact, expected):
            return {"is": "IsStated", "fact": fact, "expected": expected}
        case Not(part):
            return {"is": "Not", "part": _condition(part, dated)}
        case All(parts):
            return {"is": "All", "parts": [_condition(part, dated) for part in parts]}
        case AnyOf(parts):
            return {"is": "Any", "parts": [_condition(part, dated) for part in parts]}


def _source(source: Source) -> dict[str, Any]:
    told = {"is": "Source", "document": source.document, "quote": source.quote}
    return told | _where_used(kind=source.kind and source.kind.value, year=source.year)


def _case(ground: Ground, case: OwnCase) -> dict[str, Any]:
    expected = case.expected
    said: dict[str, Any] = {
        "is": "RuleCase",
        "status": expected.status.value,
        "effect": None if expected.effect is None else expected.effect.value,
        "missing": _value(expected.missing),
    }
    if ground.gives_points:
        said = {"is": "CriterionCase", "points": expected.points, "possible_points": expected.possible_points}
    return {**said, "title": case.title, "facts": _value(case.facts)}


def _call_rule(rule: CallRule) -> dict[str, Any]:
    return {
        "is": "CallRule",
        "id": rule.id,
        "kind": rule.kind,
        "text": _sentence(rule.text),
        "settings": _value(rule.settings),
        "source": None if rule.source is None else _source(rule.source),
    }


def _where_used(**added: Any) -> dict[str, Any]:
    """Leave out what the language was given after versions had been kept, where it is not used: their hashes stay."""
    return {key: content for key, content in added.items() if content}


def _document(document: Document) -> dict[str, Any]:
    return {
        "is": "Document",
        "title": document.title,
        "registration_number": document.registration_number,
        "dated_on": _value(document.dated_on),
        **_where_used(kind=document.kind and document.kind.value, year=document.year),
    }


def _precedent(precedent: Precedent) -> dict[str, Any]:
    return {
        "is": "Precedent",
        "reference": precedent.reference,
        "year": precedent.year,
        "outcome": precedent.outcome.value,
        "title": precedent.title,
        "text": precedent.text,
        "grant_type": precedent.grant_type,
        "words": precedent.words,
    }


def _process_note(note: ProcessNote) -> dict[str, Any]:
    return {"is": "ProcessNote", "id": note.id, "text": _sentence(note.text), "source": _source(note.source)}


def _constant(constant: Constant) -> dict[str, Any]:
    values = [
        {"is": "DatedValue", "value": _value(each.value), "from_on": _value(each.from_on)}
        for each in constant.values
    ]
    label = None if constant.label is None else _sentence(constant.label)
    return {"is": "Constant", "values": values, "label": label}
