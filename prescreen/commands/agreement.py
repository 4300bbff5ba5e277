"""``prescreen agreement``: sets what was proposed beside what people decided, and judges nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.agreement.compare import compare
from prescreen.agreement.decisions_file import read_decisions
from prescreen.agreement.judgements import JUDGEMENTS, read_judgements
from prescreen.commands.exit_on_fault import exit_on_fault
from prescreen.commands.options import AnyPath, File, Folder, language_option
from prescreen.exit_codes import ExitCode
from prescreen.proposal_files import VERDICTS
from prescreen.terminal.agreement_table import print_agreement
from prescreen.terminal.console import message_console, result_console
from prescreen.verdicts_file import read_verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from shared.texts import Language


@click.command()
@click.argument("bundle", type=Folder)
@click.argument("verdicts", metavar="VERDICTS|OUT", type=AnyPath)
@click.option(
    "--judgements", type=File, help="Who is right where they differ.  [default: BUNDLE/judgements.yaml]"
)
@language_option
def agreement(bundle: Path, verdicts: Path, judgements: Path | None, language: Language | None) -> None:
    """Compare a verdicts.json (or the folder that holds it) with the decisions.json of BUNDLE.

    Ends with 3 when a ground that an application shows was not found, one set aside was not set aside, or one granted
    was proposed for refusal.
    """
    with exit_on_fault(message_console(), language):
        file = verdicts / VERDICTS if verdicts.is_dir() else verdicts
        compared = compare(read_decisions(bundle), read_verdicts(_content(file)))
        judged = read_judgements(judgements or bundle / JUDGEMENTS)
    print_agreement(result_console(), compared, judged, language or "sv")
    if not compared.holds:
        raise click.exceptions.Exit(ExitCode.FAULT)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file}: {error.strerror}", param_hint="VERDICTS|OUT") from error
