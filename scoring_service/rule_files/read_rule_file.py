"""From the text of a rule file to a rule set, or to everything that is wrong with it.

Every part is read as far as it can be, so that all faults are told at once: those of form first, then those of letters,
languages and names anywhere in the file, then those of the rules taken together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any, Final

from scoring_service.domain.rule_set import RuleSet, Sentence
from scoring_service.rule_files.check_rules import check_rules
from scoring_service.rule_files.check_texts import (
    check_ids,
    check_letters,
    check_lists,
    check_mentions,
    check_translations,
)
from scoring_service.rule_files.check_words import check_patterns
from scoring_service.rule_files.content_hash import content_hash
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, PlacedFault, RuleFileError
from scoring_service.rule_files.fields import load_shape
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.parse_facts import parse_vocabulary
from scoring_service.rule_files.parse_rules import (
    Reading,
    parse_call_rules,
    parse_criteria,
    parse_documents,
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
    reading = Reading(vocabulary, None if declared is None else frozenset(declared), places, faults)
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
    return replace(rule_set, sha256=content_hash(rule_set))
