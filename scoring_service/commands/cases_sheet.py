"""Writes the cases of a rule file as an Excel workbook for staff to read and fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring_service.case_files.write_sheet import write_case_workbook
from scoring_service.commands._cases import (
    OUT,
    base_of,
    cases_option,
    cases_or_exit,
    free_file,
    rule_file_argument,
)
from scoring_service.commands._rule_file import read_or_exit
from scoring_service.domain.cases.case import own_cases
from scoring_service.domain.cases.propose_cases import propose_cases

if TYPE_CHECKING:
    from pathlib import Path


@click.command("cases-sheet")
@rule_file_argument
@cases_option
@click.option("--out", metavar="FILE", type=OUT, required=True, help="The .xlsx file to write.")
@click.option("--without-proposed", is_flag=True, help="Only the cases that there are.")
def cases_sheet(rule_file: Path, case_files: tuple[Path, ...], out: Path, without_proposed: bool) -> None:
    """Write the cases of FILE, and proposed ones, as a workbook that staff fill in.

    A file that exists already is never written over.
    """
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    further, base = [case for file in files for case in file.cases], base_of(files)
    proposed = [] if without_proposed else propose_cases(rule_set, further, base)
    content = write_case_workbook(rule_set, [*own_cases(rule_set), *further, *proposed], base)
    free_file(out).write_bytes(content)
    click.echo(out)
