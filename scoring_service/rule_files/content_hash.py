"""The hash of what a rule set says, by which a version that was kept is found and known to be the same.

It is made of the words below, never of names in the code: a class or a field may be called something else tomorrow
and every version keeps its hash. The keys are those of the rule language; the words under ``is`` are those of the
first versions that were kept, and are fixed with them. Comments and layout of the file are no part of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

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
    ProcessNote,
    RuleSet,
    Sentence,
    Source,
)


def content_hash(rule_set: RuleSet) -> str:
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
        ),
    }


def _where_used(**added: Any) -> dict[str, Any]:
    """Leave out what the language was given after versions had been kept, where it is not used: their hashes stay."""
    return {key: content for key, content in added.items() if content}


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
    }


def _level(ground: Ground, level: Level, dated: frozenset[str]) -> dict[str, Any]:
    strength: dict[str, Any] = {"is": "Level", "effect": level.effect.value}
    if ground.gives_points:
        strength = {"is": "CriterionLevel", "points": level.points}
    return {**strength, "when": _condition(level.when, dated), "text": _sentence(level.text)}


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


def _call_rule(rule: CallRule) -> dict[str, Any]:
    return {
        "is": "CallRule",
        "id": rule.id,
        "kind": rule.kind,
        "text": _sentence(rule.text),
        "settings": _value(rule.settings),
        "source": None if rule.source is None else _source(rule.source),
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "is": "Document",
        "title": document.title,
        "registration_number": document.registration_number,
        "dated_on": _value(document.dated_on),
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


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"is": "Sentence", "sv": sentence.sv, "en": sentence.en}


def _source(source: Source) -> dict[str, Any]:
    return {"is": "Source", "document": source.document, "quote": source.quote}


def _value(value: Any) -> Any:
    """Give a scalar, a list or a mapping as JSON has it, a day under a key that tells it from a text."""
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value
