"""Checks one rule file as publication would and prints everything that is wrong with it.

RETELL:
- (diff) Prints what differs between two rule files, as sentences.
- (group) The group of verbs for rule files: each stands in the module of this package that has its name.
- (schema) Writes the JSON Schema of rule files, by which editors complete and check them.
- (sheet) Writes the sheet of a rule file, for people to read.
- (_rule_file) A rule file read for a verb that needs it sound, or its faults printed and the verb ended.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import click

from prescreen_shared.texts.catalogue import LANGUAGES, Language, say
from scoring_service.domain.differences import compare_rule_sets
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.rule_files.faults import PlacedFault, RuleFileError
from scoring_service.rule_files.json_schema import write_json_schema
from scoring_service.rule_files.read_rule_file import examine_rule_file, read_rule_file
from scoring_service.sheets.differences import DifferenceWriter
from scoring_service.sheets.rule_sheet import write_html_sheet, write_markdown_sheet

BAD_INPUT = 1
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
VERBS: Final = {
    "check": "rule_commands",
    "diff": "rule_commands",
    "schema": "rule_commands",
    "sheet": "rule_commands",
    "cases-sheet": "case_commands",
    "coverage": "case_commands",
    "mutate": "case_commands",
    "propose-cases": "case_commands",
    "test": "case_commands",
}
"""The verbs on rule files, each with the module that holds it."""


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
        rule_set, faults = examine_rule_file(rule_file)
    except OSError as error:
        for language in LANGUAGES:
            click.echo(say("checks.unreadable", language, file=rule_file, reason=error.strerror), err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error
    faults = [*faults, *_trial(rule_set)]
    failed = any(fault.severity == "error" for fault in faults)
    (_print_json if written == "json" else _print_text)(rule_file, None if failed else rule_set, faults)
    raise click.exceptions.Exit(BAD_INPUT if failed else 0)


@click.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--lang", "language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def diff(before: Path, after: Path, language: Language) -> None:
    """Print what differs between the rule files BEFORE and AFTER, as sentences."""
    was, now = read_or_exit(before), read_or_exit(after)
    written = DifferenceWriter(was, now, language).write(compare_rule_sets(was, now))
    if not written:
        click.echo(say("difference.none", language))
    for part, sentences in groupby(written, key=lambda each: each.part):
        click.echo(part)
        for each in sentences:
            click.echo(f"  – {each.sentence}")
            if each.touches:
                click.echo(f"    {each.touches}")


class VerbGroup(click.Group):
    """Imports a verb when it is called; ``propose-cases`` is the command ``propose_cases`` of its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Name the verbs."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import one verb; None when there is none of the name."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"{__package__}.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group("rules", cls=VerbGroup)
def rules() -> None:
    """Work on rule files; nothing is stored or sent."""


def run_rules(arguments: list[str]) -> int:
    """Run one verb and give its exit code: 0 done, 1 bad input, 2 wrong use."""
    try:
        return int(rules(arguments, prog_name="prescreen rules", standalone_mode=False) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code


@click.command()
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of rule files, or write it to a file."""
    text = write_json_schema()
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"{out}: {error.strerror}", err=True)
        raise click.exceptions.Exit(1) from error


@click.command()
@click.argument("rule_file", metavar="FILE", type=FILE)
@click.option("--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option("--lang", "language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
@click.option(
    "--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)
def sheet(rule_file: Path, form: str, language: Language, out: Path | None) -> None:
    """Write the rules of FILE as sentences that anybody can read."""
    write = write_html_sheet if form == "html" else write_markdown_sheet
    text = write(read_or_exit(rule_file), language)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def read_or_exit(path: Path) -> RuleSet:
    """Read a rule file.

    Raises:
        Exit: with code 1, when the file has faults, which are then printed.
    """
    try:
        return read_rule_file(path)
    except RuleFileError as error:
        for each in error.faults:
            click.echo(
                f"{path}:{each.line}:{each.column}: {each.path}\n    {each.sv}\n    {each.en}", err=True
            )
        raise click.exceptions.Exit(BAD_INPUT) from error


def _trial(rule_set: RuleSet | None) -> list[PlacedFault]:
    """Let a file without errors through the gate; what it is refused for stands at no line of its own."""
    try:
        if rule_set is not None:
            pass_gate(rule_set)
    except GateRefusedError as error:
        return [_refused(reason) for reason in error.reasons]
    return []


def _refused(reason: str) -> PlacedFault:
    sv, en = (say("checks.refused", language, reason=reason) for language in LANGUAGES)
    return PlacedFault(1, 1, "", sv, en)


def _print_json(rule_file: Path, rule_set: RuleSet | None, faults: list[PlacedFault]) -> None:
    content: dict[str, Any] = {"file": str(rule_file), "accepted": rule_set is not None, **_counts(faults)}
    content |= {} if rule_set is None else _head(rule_set)
    content["problems"] = [asdict(fault) for fault in faults]
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _counts(faults: list[PlacedFault]) -> dict[str, int]:
    errors = sum(fault.severity == "error" for fault in faults)
    return {"errors": errors, "warnings": len(faults) - errors}


def _head(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "name": rule_set.name,
        "version": rule_set.version,
        "sha256": rule_set.sha256,
        "rules": len(rule_set.rules),
        "criteria": len(rule_set.criteria),
        "cases": sum(len(ground.cases) for ground in rule_set.grounds),
    }


def _print_text(rule_file: Path, rule_set: RuleSet | None, faults: list[PlacedFault]) -> None:
    for each in faults:
        severity = " / ".join(say(f"checks.{each.severity}", language) for language in LANGUAGES)
        click.echo(f"{rule_file}:{each.line}:{each.column}: {severity}: {each.path or '-'}")
        click.echo(f"    {each.sv}\n    {each.en}\n")
    for language in LANGUAGES:
        if rule_set is None:
            click.echo(say("checks.unsound", language, file=rule_file, **_counts(faults)))
        else:
            said = _head(rule_set) | {"warnings": len(faults)}
            click.echo(say("checks.sound", language, file=rule_file, **said))
