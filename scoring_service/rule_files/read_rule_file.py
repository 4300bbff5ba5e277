"""From the text of a rule file to a rule set, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from marshmallow import ValidationError

from scoring_service.domain.rule_set import RuleSet, Sentence
from scoring_service.rule_files.canonical import content_hash
from scoring_service.rule_files.check_rules import check_rules
from scoring_service.rule_files.condition_places import ConditionPlaces
from scoring_service.rule_files.parse_facts import parse_vocabulary
from scoring_service.rule_files.parse_rules import RuleParser
from scoring_service.rule_files.problem import Problem, ProblemList, RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml
from scoring_service.rule_files.schemas import RuleSetShape
from scoring_service.rule_files.shape_messages import add_shape_errors

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from scoring_service.rule_files.read_yaml import YamlFile

FORMAT: Final = 1


def read_rule_file(source: FilePath | str) -> RuleSet:
    """Read a rule set from a path, or from the text of a file. Raises RuleFileError with all problems."""
    file = read_yaml(_text_of(source))
    problems = ProblemList(file.positions)
    rule_set = _read(file, problems)
    if rule_set is None or len(problems):
        raise RuleFileError(problems.sorted())
    return replace(rule_set, sha256=content_hash(rule_set))


def check_rule_file(source: FilePath | str) -> list[Problem]:
    """Give everything that is wrong with a rule file, in the file's order; nothing when it is right."""
    try:
        read_rule_file(source)
    except RuleFileError as error:
        return list(error.problems)
    return []


def _text_of(source: FilePath | str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = (source.read_bytes()[: error.start].count(b"\n") + 1, 1)
        raise RuleFileError([Problem(*place, "", "filen är inte UTF-8", "the file is not UTF-8")]) from error


def _read(file: YamlFile, problems: ProblemList) -> RuleSet | None:
    head = _read_head(file.content, problems)
    vocabulary = parse_vocabulary(head.get("constants", {}), head.get("facts", {}), problems)
    places = ConditionPlaces()
    parser = RuleParser(vocabulary, problems, places)
    rules = parser.rules(head.get("rules", []))
    call_rules = parser.call_rules(head.get("call_rules", []))
    if len(problems):
        return None
    rule_set = RuleSet(
        name=head["name"],
        version=head["version"],
        sha256="",
        title=Sentence(**head["title"]),
        valid_from=head["valid"]["from_"],
        valid_to=head["valid"]["to"],
        constants=vocabulary.constants,
        facts=vocabulary.facts,
        rules=rules,
        call_rules=call_rules,
    )
    check_rules(rule_set, places, vocabulary, problems)
    return rule_set


def _read_head(content: Any, problems: ProblemList) -> dict[str, Any]:
    try:
        head: dict[str, Any] = RuleSetShape().load(content)
    except ValidationError as error:
        add_shape_errors(problems, error.messages, (), content)
        head = error.valid_data if isinstance(error.valid_data, dict) else {}
    if head.get("format", FORMAT) != FORMAT:
        problems.add(("format",), f"formatet är inte {FORMAT}", f"the format is not {FORMAT}")
    return head
