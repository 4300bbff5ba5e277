"""The cases of a rule file read for a verb, or what is wrong with them printed and the verb ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring_service.case_files.problem import CaseFileError
from scoring_service.case_files.read_cases import cases_beside, read_cases
from scoring_service.commands._rule_file import BAD_INPUT
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scoring_service.domain.cases.case import CaseFile
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)

rule_file_argument = click.argument("rule_file", metavar="FILE", type=FILE)


def cases_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a verb be given files of cases beyond those found by their name."""
    return click.option(
        "--cases",
        "case_files",
        metavar="FILE",
        type=FILE,
        multiple=True,
        help="A file of cases, .yaml or .xlsx; may be given several times. Those named as the rule file are found.",
    )(command)


def cases_or_exit(rule_file: Path, named: Sequence[Path], rule_set: RuleSet) -> list[CaseFile]:
    """Read the files of cases beside a rule file, and those named.

    Raises:
        Exit: with code 1, when one of them cannot be read; everything wrong with them is then printed.
    """
    beside = cases_beside(rule_file)
    known = {path.resolve() for path in beside}
    try:
        return read_cases([*beside, *(path for path in named if path.resolve() not in known)], rule_set)
    except CaseFileError as error:
        for each in error.problems:
            click.echo(f"{each.place}\n    {each.sv}\n    {each.en}", err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error


def base_of(files: Sequence[CaseFile]) -> Mapping[str, Scalar | None]:
    """Give the facts that whole applications have in the first file that says so."""
    return next((file.base for file in files if file.base), {})


def free_file(path: Path) -> Path:
    """Give a file that does not exist yet.

    Raises:
        Exit: with code 1, when it does: nothing is written over.
    """
    if path.exists():
        for language in LANGUAGES:
            click.echo(say("cases.file-exists", language, file=path), err=True)
        raise click.exceptions.Exit(BAD_INPUT)
    return path
