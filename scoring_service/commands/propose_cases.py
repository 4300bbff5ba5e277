"""Proposes cases for a rule file: at the edge of every comparison, and what notices every deliberate fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring_service.case_files.write_sheet import write_case_workbook
from scoring_service.case_files.write_yaml_case import write_yaml_case, write_yaml_cases
from scoring_service.commands._cases import (
    OUT,
    base_of,
    cases_option,
    cases_or_exit,
    free_file,
    rule_file_argument,
)
from scoring_service.commands._rule_file import read_or_exit
from scoring_service.domain.cases.case import CaseFile
from scoring_service.domain.cases.propose_cases import propose_cases as propose
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("propose-cases")
@rule_file_argument
@cases_option
@click.option("--write", "form", type=click.Choice(["yaml", "xlsx"]), help="Write a file beside FILE.")
@click.option("--out", metavar="FILE", type=OUT, help="Where to write it.")
def propose_cases(rule_file: Path, case_files: tuple[Path, ...], form: str | None, out: Path | None) -> None:
    """Propose cases for FILE that no case shows yet, with what the rules answer now, for a person to look at.

    A file that exists already is never written over.
    """
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    base = base_of(files)
    cases = propose(rule_set, [case for file in files for case in file.cases], base)
    if form is None and out is None:
        for case in cases:
            click.echo(f"- {write_yaml_case(case, base)}")
    else:
        suffix = form or (out and out.suffix.removeprefix(".")) or "yaml"
        path = free_file(out or rule_file.with_name(f"{rule_file.stem}.proposed.{suffix}"))
        if suffix == "xlsx":
            path.write_bytes(write_case_workbook(rule_set, cases, base))
        else:
            content = write_yaml_cases(CaseFile(rule_set.name, base, tuple(cases)))
            path.write_text(content, encoding="utf-8")
        click.echo(path)
    for language in LANGUAGES:
        click.echo(say("cases.proposed", language, count=len(cases)), err=True)
