"""From the text of a rule file to a rule set, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scoring_service.rule_files.canonical import content_hash
from scoring_service.rule_files.check_content import check_content
from scoring_service.rule_files.check_rules import check_rules
from scoring_service.rule_files.parse_rule_set import parse_rule_set
from scoring_service.rule_files.problem import Problem, RuleFileError
from scoring_service.rule_files.read_yaml import examine_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from scoring_service.domain.rule_set import RuleSet


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
        file = examine_yaml(_text_of(source))
    except RuleFileError as error:
        return None, list(error.problems)
    problems = file.problems
    parsed = parse_rule_set(file, problems)
    check_content(file.content, problems)
    check_rules(parsed.rule_set, parsed.places, parsed.vocabulary, problems)
    found = problems.sorted()
    if any(problem.severity == "error" for problem in found):
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
    rule_set = parse_rule_set(file, file.problems).rule_set
    errors = [problem for problem in file.problems.sorted() if problem.severity == "error"]
    if errors:
        raise RuleFileError(errors)
    return _with_hash(rule_set)


def _with_hash(rule_set: RuleSet) -> RuleSet:
    return replace(rule_set, sha256=content_hash(rule_set))


def _text_of(source: FilePath | str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = (source.read_bytes()[: error.start].count(b"\n") + 1, 1)
        raise RuleFileError([Problem(*place, "", "filen är inte UTF-8", "the file is not UTF-8")]) from error
