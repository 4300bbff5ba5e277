"""The verbs on one rule file: it is checked as publication would, and everything that is wrong with it is printed.

Other verbs write its sheet, the JSON Schema of all rule files, or what differs between two. The group of verbs stands here,
with what all of them take and print.
"""

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
OUT = click.Path(dir_okay=False, path_type=Path)
rule_file_argument = click.argument("rule_file", metavar="FILE", type=FILE)
language_option = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), default="sv", show_default=True
)
VERBS: Final = {
    "check": "rule_commands",
    "diff": "rule_commands",
    "schema": "rule_commands",
    "sheet": "rule_commands",
    "cases-sheet": "case_commands",
    "coverage": "case_commands",
    "mutate": "case_commands",
    "precedents": "precedents",
    "propose-cases": "case_commands",
    "test": "case_commands",
}
"""The verbs on rule files, each with the module that holds it."""


@click.command()
@rule_file_argument
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
        echo_both("checks.unreadable", err=True, file=rule_file, reason=error.strerror)
        raise click.exceptions.Exit(BAD_INPUT) from error
    faults = [*faults, *_trial(rule_set)]
    failed = any(fault.severity == "error" for fault in faults)
    (_print_json if written == "json" else _print_text)(rule_file, None if failed else rule_set, faults)
    raise click.exceptions.Exit(BAD_INPUT if failed else 0)


@click.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@language_option
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
    return run_command(rules, "prescreen rules", arguments)


def run_command(command: click.Command, name: str, arguments: list[str], parts: object = None) -> int:
    """Run a command with the parts that it takes and give its exit code; wrong use is told as click tells it, with 2."""
    try:
        return int(command(arguments, prog_name=name, standalone_mode=False, obj=parts) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code


@click.command()
@click.option("--out", metavar="FILE", type=OUT, help="Write it here.")
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
@rule_file_argument
@click.option("--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True)
@language_option
@click.option("--out", metavar="FILE", type=OUT, help="Write to a file.")
def sheet(rule_file: Path, form: str, language: Language, out: Path | None) -> None:
    """Write the rules of FILE as sentences that anybody can read."""
    write = write_html_sheet if form == "html" else write_markdown_sheet
    text = write(read_or_exit(rule_file), language)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def echo_both(text_id: str, /, *, indent: str = "", err: bool = False, **values: object) -> None:
    """Print a text of the catalogue in both languages, a line each."""
    for language in LANGUAGES:
        click.echo(indent + say(text_id, language, **values), err=err)


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


def _counts(faults: list[PlacedFault]) -> dict[str, Any]:
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
    if rule_set is None:
        echo_both("checks.unsound", file=rule_file, **_counts(faults))
    else:
        echo_both("checks.sound", file=rule_file, **_head(rule_set), warnings=len(faults))
