"""Handing the carrying of versions on to the scoring service, with the database that is meant."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, TypeVar

import click

from prescreen.commands.options import Folder
from prescreen.commands.scoring_database import scoring_database
from prescreen.embedded.pair_plans import service_command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared.texts import Language

_Verb = TypeVar("_Verb", bound="Callable[..., None]")
_HELP = (
    "Folder of databases, as `run --data-dir`, `run --keep` or `up` left it.  [default: that of the environment's "
    "SCORING_DATABASE_URL, else ~/.local/share/prescreen]"
)


def data_option(verb: _Verb) -> _Verb:
    """Give a verb the option that names the folder of databases."""
    return click.option("--data", type=Folder, help=_HELP)(verb)


def carry(data: Path | None, language: Language | None, *arguments: str) -> None:
    """Run the service's verb and end with its exit code: 0 done, 1 a file was refused, 2 wrong use."""
    environment = {**os.environ, **scoring_database(data, language or "sv")}
    command = (*service_command("scoring_service", "versions"), *arguments, "--lang", language or "sv")
    raise click.exceptions.Exit(subprocess.run(command, env=environment, check=False).returncode)
