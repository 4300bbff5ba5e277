"""Prints what differs between two rule files, as sentences."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring_service.commands._rule_file import read_or_exit
from scoring_service.domain.differences.compare_rule_sets import compare_rule_sets
from scoring_service.exporting.write_differences import DifferenceWriter
from shared.texts import say

if TYPE_CHECKING:
    from shared.texts import Language

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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
