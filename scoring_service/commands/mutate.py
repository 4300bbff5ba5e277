"""Puts deliberate faults into a rule file, one at a time, and prints those that no case notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring_service.case_files.place_parts import RulePlaces
from scoring_service.case_files.write_yaml_case import write_yaml_case
from scoring_service.commands._cases import base_of, cases_option, cases_or_exit, rule_file_argument
from scoring_service.commands._rule_file import BAD_INPUT, read_or_exit
from scoring_service.domain.cases.answer import key_of, subjects_of
from scoring_service.domain.cases.propose_killer import propose_killer
from scoring_service.domain.cases.run_mutants import run_mutants
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from pathlib import Path

    from scoring_service.domain.cases.case import CaseFile
    from scoring_service.domain.cases.mutate_subject import Mutant
    from scoring_service.domain.cases.run_mutants import MutationReport
    from scoring_service.domain.rule_set import RuleSet


@click.command()
@rule_file_argument
@cases_option
@click.option("--rule", "only", metavar="ID", help="Only this rule or criterion.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 when fewer are noticed.",
)
def mutate(rule_file: Path, case_files: tuple[Path, ...], only: str | None, fail_under: float | None) -> None:
    """Put faults into FILE and print those that no case notices, each with a case that would.

    The settings of derived facts are left as they are.
    """
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    subjects = subjects_of(rule_set)
    if only is not None and only not in {subject.id for subject in subjects.values()}:
        raise click.BadParameter(f"{only}: {', '.join(subjects)}", param_hint="--rule")
    chosen = [key for key, subject in subjects.items() if only in (None, subject.id)]
    report = run_mutants(rule_set, [case for file in files for case in file.cases], chosen)
    _print_report(report, rule_file, rule_set, files)
    if fail_under is not None and report.percent < fail_under:
        raise click.exceptions.Exit(BAD_INPUT)


def _print_report(report: MutationReport, rule_file: Path, rule_set: RuleSet, files: list[CaseFile]) -> None:
    places = RulePlaces(rule_file.read_text("utf-8-sig"))
    for mutant, proof in report.equivalent:
        _print_mutant(mutant, places, rule_file, rule_set)
        for language in LANGUAGES:
            click.echo("    " + say(f"cases.equivalent-{proof.proof}", language, tried=proof.tried))
    cases = [case for file in files for case in file.cases]
    base = base_of(files)
    for survivor in report.survivors:
        _print_mutant(survivor.mutant, places, rule_file, rule_set)
        proposed = propose_killer(survivor, rule_set, cases, base)
        for language in LANGUAGES:
            if proposed is None:
                click.echo("    " + say("cases.undecided", language))
            else:
                click.echo("    " + say("cases.would-notice", language))
        if proposed is not None:
            click.echo(f"      - {write_yaml_case(proposed, base)}")
    for language in LANGUAGES:
        click.echo(
            say(
                "cases.mutants",
                language,
                file=rule_file,
                counted=report.counted,
                killed=len(report.killed),
                percent=f"{report.percent:.1f}",
                survivors=len(report.survivors),
                equivalent=len(report.equivalent),
            )
        )


def _print_mutant(mutant: Mutant, places: RulePlaces, rule_file: Path, rule_set: RuleSet) -> None:
    subject = subjects_of(rule_set)[key_of(mutant.subject)]
    line, column, path = places.of_mutant(mutant, subject)
    click.echo(f"{rule_file}:{line}:{column}: {subject.id}: {path}")
    click.echo(f"    {mutant.text.sv}\n    {mutant.text.en}")
