"""Checks one rule file as publication would and prints everything that is wrong with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring_service.domain.level_keys import grounds_of
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.rule_files.problem import Problem
from scoring_service.rule_files.read_rule_file import examine_rule_file
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet

BAD_INPUT = 1


@click.command()
@click.argument("rule_file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "written",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print what is found.",
)
def check(rule_file: Path, written: str) -> None:
    """Check the rule file FILE: form, sentences, conditions, cases, and what the engine makes of it.

    Everything is told at once, with line and column. Warnings alone let the file through: exit code 0.
    """
    try:
        rule_set, problems = examine_rule_file(rule_file)
    except OSError as error:
        for language in LANGUAGES:
            click.echo(say("checks.unreadable", language, file=rule_file, reason=error.strerror), err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error
    problems = [*problems, *_trial(rule_set)]
    failed = any(problem.severity == "error" for problem in problems)
    (_print_json if written == "json" else _print_text)(rule_file, None if failed else rule_set, problems)
    raise click.exceptions.Exit(BAD_INPUT if failed else 0)


def _trial(rule_set: RuleSet | None) -> list[Problem]:
    """Let a file without errors through the gate; what it is refused for stands at no line of its own."""
    try:
        if rule_set is not None:
            pass_gate(rule_set)
    except GateRefusedError as error:
        return [_refused(reason) for reason in error.reasons]
    return []


def _refused(reason: str) -> Problem:
    sv, en = (say("checks.refused", language, reason=reason) for language in LANGUAGES)
    return Problem(1, 1, "", sv, en)


def _print_text(rule_file: Path, rule_set: RuleSet | None, problems: list[Problem]) -> None:
    for each in problems:
        severity = " / ".join(say(f"checks.{each.severity}", language) for language in LANGUAGES)
        click.echo(f"{rule_file}:{each.line}:{each.column}: {severity}: {each.path or '-'}")
        click.echo(f"    {each.sv}\n    {each.en}\n")
    for language in LANGUAGES:
        if rule_set is None:
            click.echo(say("checks.unsound", language, file=rule_file, **_counts(problems)))
        else:
            said = _head(rule_set) | {"warnings": len(problems)}
            click.echo(say("checks.sound", language, file=rule_file, **said))


def _print_json(rule_file: Path, rule_set: RuleSet | None, problems: list[Problem]) -> None:
    content: dict[str, Any] = {"file": str(rule_file), "accepted": rule_set is not None, **_counts(problems)}
    content |= {} if rule_set is None else _head(rule_set)
    content["problems"] = [asdict(problem) for problem in problems]
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _counts(problems: list[Problem]) -> dict[str, int]:
    errors = sum(problem.severity == "error" for problem in problems)
    return {"errors": errors, "warnings": len(problems) - errors}


def _head(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "name": rule_set.name,
        "version": rule_set.version,
        "sha256": rule_set.sha256,
        "rules": len(rule_set.rules),
        "criteria": len(rule_set.criteria),
        "cases": sum(len(ground.cases) for ground in grounds_of(rule_set)),
    }
