"""``prescreen replay``: has the scoring service evaluate every kept proposal again, from the databases of one machine or of others."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import click

from prescreen.commands.options import Folder, language_option
from prescreen.commands.scoring_database import scoring_database
from prescreen.embedded.pair_plans import service_command

if TYPE_CHECKING:
    from pathlib import Path

    from shared.texts import Language


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
