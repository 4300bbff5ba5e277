"""A rule file read for a verb that needs it sound, or its faults printed and the verb ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file

if TYPE_CHECKING:
    from pathlib import Path

    from scoring_service.domain.rule_set import RuleSet

BAD_INPUT = 1


def read_or_exit(path: Path) -> RuleSet:
    """Read a rule file.

    Raises:
        Exit: with code 1, when the file has faults, which are then printed.
    """
    try:
        return read_rule_file(path)
    except RuleFileError as error:
        for each in error.problems:
            click.echo(
                f"{path}:{each.line}:{each.column}: {each.path}\n    {each.sv}\n    {each.en}", err=True
            )
        raise click.exceptions.Exit(BAD_INPUT) from error
