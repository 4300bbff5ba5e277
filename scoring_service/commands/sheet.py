"""Writes the sheet of a rule file, for people to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring_service.commands._rule_file import read_or_exit
from scoring_service.exporting.rule_sheet import write_html_sheet, write_markdown_sheet

if TYPE_CHECKING:
    from shared.texts import Language

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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
