"""``prescreen replay``: has the scoring service evaluate every kept proposal again, from the databases of one machine or of others.

RETELL:
- (agreement) ``prescreen agreement``: sets what was proposed beside what people decided, and judges nothing by itself.
- (scoring_database) Where the scoring service's own commands find its database: a folder of one machine, or what the environment says.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from prescreen.agreement import JUDGEMENTS, compare, read_decisions, read_judgements
from prescreen.commands.run import AnyPath, File, Folder, exit_on_fault, language_option, lasting_data_folder
from prescreen.embedded.one_machine import service_command
from prescreen.exit import ExitCode
from prescreen.screen_bundle import VERDICTS
from prescreen.terminal.agreement_table import print_agreement
from prescreen.terminal.console import message_console, result_console
from prescreen.verdicts_file import read_verdicts
from prescreen_shared.texts.catalogue import Language, say

DATABASE: Final = "SCORING_DATABASE_URL"
BROKER: Final = "BROKER_URL"
_FILE: Final = "scoring.sqlite3"


@click.command()
@click.option(
    "--data",
    type=Folder,
    help="Folder of databases, as `run --data-dir`, `run --keep` or `up` left it.  [default: that of the environment's "
    "SCORING_DATABASE_URL, else ~/.local/share/prescreen]",
)
@click.option("--call", metavar="CODE", help="Replay the screenings of this call only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option
def replay(data: Path | None, call: str | None, form: str, language: Language | None) -> None:
    """Evaluate every kept proposal again and tell whether it comes out byte for byte the same.

    Nothing is written. Exit codes: 0 all identical, 1 something differs, 2 wrong use, 3 fault.
    """
    environment = {**os.environ, **scoring_database(data, language or "sv")}
    arguments = ["--format", form, "--lang", language or "sv", *(["--call", call] if call else [])]
    command = (*service_command("scoring_service", "replay"), *arguments)
    raise click.exceptions.Exit(subprocess.run(command, env=environment, check=False).returncode)


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


def scoring_database(data: Path | None, language: Language) -> Mapping[str, str]:
    """Give the variables that name the database in the folder ``data``, else that of the environment or of this machine.

    Raises:
        click.BadParameter: there is no database in the folder.
    """
    # No message is sent, but the service is not started without the address of a broker.
    nowhere = {BROKER: os.environ.get(BROKER) or "redis+socket:///nowhere"}
    if data is None and os.environ.get(DATABASE):
        return nowhere
    file = (data or lasting_data_folder()).resolve() / _FILE
    if not file.is_file():
        raise click.BadParameter(say("command.no-scoring-database", language, file=file), param_hint="--data")
    return nowhere | {DATABASE: f"sqlite:///{file}"}


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file}: {error.strerror}", param_hint="VERDICTS|OUT") from error
