"""Tries a rule file on its own cases and on files of cases, and prints every case that does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring_service.case_files.place_parts import RulePlaces
from scoring_service.commands._cases import cases_option, cases_or_exit, rule_file_argument
from scoring_service.commands._rule_file import BAD_INPUT, read_or_exit
from scoring_service.domain.cases.answer import subjects_of
from scoring_service.domain.cases.case import SingleCase, own_cases
from scoring_service.domain.cases.try_case import CaseTrial
from scoring_service.domain.cases.write_condition import write_facts
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from pathlib import Path

    from scoring_service.domain.cases.try_case import CaseFault
    from scoring_service.domain.rule_set import RuleSet


@click.command()
@rule_file_argument
@cases_option
def test(rule_file: Path, case_files: tuple[Path, ...]) -> None:
    """Try the rule file FILE on its cases; print which do not hold, and what decided."""
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    trial = CaseTrial(rule_set)
    own = own_cases(rule_set)
    further = [case for file in files for case in file.cases]
    proposed = sum(case.proposed for case in further)
    tried = [*own, *(case for case in further if not case.proposed)]
    faults = [fault for case in tried for fault in trial.faults(case)]
    for fault in faults:
        _print_fault(fault, rule_file, rule_set)
    failed = len({id(fault.case) for fault in faults})
    for language in LANGUAGES:
        click.echo(say("cases.tried", language, file=rule_file, tried=len(tried), failed=failed))
        if proposed:
            click.echo(say("cases.proposed-left", language, count=proposed))
    raise click.exceptions.Exit(BAD_INPUT if faults else 0)


def _print_fault(fault: CaseFault, rule_file: Path, rule_set: RuleSet) -> None:
    about = "outcome" if fault.subject is None else fault.subject
    click.echo(f"{_place(fault, rule_file, rule_set)}: {fault.case.title}: {about}")
    facts = write_facts(fault.deciding)
    for language in LANGUAGES:
        expected, got = getattr(fault.expected, language), getattr(fault.got, language)
        click.echo("    " + say("cases.fault", language, expected=expected, got=got, facts=facts))


def _place(fault: CaseFault, rule_file: Path, rule_set: RuleSet) -> str:
    if fault.case.place or not isinstance(fault.case, SingleCase):
        return fault.case.place
    subject = subjects_of(rule_set)[fault.case.subject]
    line, column, path = RulePlaces(rule_file.read_text("utf-8-sig")).of_own_case(subject, fault.case.title)
    return f"{rule_file}:{line}:{column}: {path}"
