"""From the text of a rule file to a rule set, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.rule_set import RuleSet, Sentence
from scoring_service.rule_files.canonical import content_hash
from scoring_service.rule_files.check_rules import check_rules
from scoring_service.rule_files.condition_places import ConditionPlaces
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.parse_call_rules import parse_call_rules
from scoring_service.rule_files.parse_criteria import parse_criteria
from scoring_service.rule_files.parse_documents import parse_documents, parse_process
from scoring_service.rule_files.parse_facts import parse_vocabulary
from scoring_service.rule_files.parse_rules import parse_rules
from scoring_service.rule_files.problem import Problem, ProblemList, RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml
from scoring_service.rule_files.reading import Reading
from scoring_service.rule_files.schemas import RuleSetShape

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from scoring_service.rule_files.read_yaml import YamlFile

FORMAT: Final = 1


def read_rule_file(source: FilePath | str) -> RuleSet:
    """Read a rule set from a path, or from the text of a file; warnings do not refuse it.

    Raises:
        RuleFileError: the file is no valid rule set; with all its errors.
    """
    rule_set, problems = examine_rule_file(source)
    errors = [problem for problem in problems if problem.severity == "error"]
    if rule_set is None or errors:
        raise RuleFileError(errors)
    return rule_set


def check_rule_file(source: FilePath | str) -> list[Problem]:
    """Give everything that is wrong with a rule file, errors and warnings, in the file's order; nothing when it is right."""
    return examine_rule_file(source)[1]


def examine_rule_file(source: FilePath | str) -> tuple[RuleSet | None, list[Problem]]:
    """Give the rule set, None where an error refuses it, and all errors and warnings in the file's order."""
    try:
        file = read_yaml(_text_of(source))
    except RuleFileError as error:
        return None, list(error.problems)
    problems = ProblemList(file.positions)
    rule_set = _read(file, problems)
    found = problems.sorted()
    if any(problem.severity == "error" for problem in found):
        return None, found
    return replace(rule_set, sha256=content_hash(rule_set)), found


def _text_of(source: FilePath | str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = (source.read_bytes()[: error.start].count(b"\n") + 1, 1)
        raise RuleFileError([Problem(*place, "", "filen är inte UTF-8", "the file is not UTF-8")]) from error


def _read(file: YamlFile, problems: ProblemList) -> RuleSet:
    """Give what could be read, checked as a whole; it may be used only where no error was noted."""
    head = _read_head(file.content, problems)
    valid = head.get("valid", {})
    vocabulary = parse_vocabulary(
        head.get("constants", {}), head.get("facts", {}), problems, valid.get("from_")
    )
    declared = head.get("documents")
    documents = {} if declared is None else parse_documents(declared, problems)
    places = ConditionPlaces()
    reading = Reading(vocabulary, None if declared is None else frozenset(declared), places, problems)
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
    check_rules(rule_set, places, vocabulary, problems)
    return rule_set


def _read_head(content: Any, problems: ProblemList) -> dict[str, Any]:
    head = load_shape(RuleSetShape, content, (), problems)
    if head.get("format", FORMAT) != FORMAT:
        problems.add(("format",), f"formatet är inte {FORMAT}", f"the format is not {FORMAT}")
    return head
