"""``prescreen agreement``: sets what was proposed beside what people decided, and judges nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.agreement.compare import compare
from prescreen.agreement.decisions_file import BadDecisionsError, read_decisions
from prescreen.agreement.judgements import JUDGEMENTS, BadJudgementsError, read_judgements
from prescreen.bundle.fault import BadBundleError
from prescreen.commands.options import AnyPath, File, Folder, language_option
from prescreen.exit_codes import ExitCode
from prescreen.proposal_files import VERDICTS
from prescreen.terminal.agreement_table import print_agreement
from prescreen.terminal.console import message_console, result_console
from prescreen.terminal.fault_list import print_faults
from prescreen.verdicts_file import UnreadableVerdictsError, read_verdicts

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
    try:
        file = verdicts / VERDICTS if verdicts.is_dir() else verdicts
        compared = compare(read_decisions(bundle), read_verdicts(file.read_bytes()))
        judged = read_judgements(judgements or bundle / JUDGEMENTS)
    except BadBundleError as error:
        print_faults(message_console(), error.faults, language)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except (OSError, BadDecisionsError, BadJudgementsError, UnreadableVerdictsError) as error:
        message_console().print(str(error), style="red")
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    print_agreement(result_console(), compared, judged, language or "sv")
    if not compared.holds:
        raise click.exceptions.Exit(ExitCode.FAULT)
