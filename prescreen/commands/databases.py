"""Verbs on the database of one machine, or the one that the environment names, carried out by the scoring service.

``prescreen replay`` has every kept proposal judged again; ``prescreen rules export`` and ``import-files`` carry versions
between the database and files that git can keep.
"""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import click

from prescreen.commands.options import Folder, language_option
from prescreen.commands.run import lasting_data_folder
from prescreen.embedded.one_machine import service_command
from prescreen_shared.texts.catalogue import Language, say

DATABASE: Final = "SCORING_DATABASE_URL"
BROKER: Final = "BROKER_URL"
_FILE: Final = "scoring.sqlite3"
_HELP: Final = (
    "Folder of databases, as `run --data-dir`, `run --keep` or `up` left it.  [default: that of the environment's "
    "SCORING_DATABASE_URL, else ~/.local/share/prescreen]"
)
_Verb = TypeVar("_Verb", bound="Callable[..., None]")


def _data_option(verb: _Verb) -> _Verb:
    """Give a verb the option that names the folder of databases."""
    return click.option("--data", type=Folder, help=_HELP)(verb)


@click.command()
@_data_option
@click.option("--call", metavar="CODE", help="Replay the screenings of this call only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option
def replay(data: Path | None, call: str | None, form: str, language: Language | None) -> None:
    """Screen every kept application again and tell whether it comes out byte for byte the same.

    Nothing is written. Exit codes: 0 all identical, 1 something differs, 2 wrong use, 3 fault.
    """
    _hand_over(data, language, "replay", "--format", form, *(["--call", call] if call else []))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="Only the versions of these rules.")
@_data_option
@language_option
def export(folder: Path, name: str | None, data: Path | None, language: Language | None) -> None:
    """Write every version to FOLDER as NAME/VERSION.yaml, word for word, with NAME/VERSION.meta.yaml beside it.

    The same versions always give the same files, so that the folder can be kept in git.
    """
    _hand_over(data, language, "versions", "export", str(folder), *(["--name", name] if name else []))


@click.command("import-files")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", required=True, help="Who reads them in; this person may not approve them.")
@_data_option
@language_option
def import_files(path: Path, by: str, data: Path | None, language: Language | None) -> None:
    """Read in the rule file PATH, or all below the folder PATH; each new version becomes a draft, whatever it was.

    A version that is kept already stays as it is. Read in again nothing changes.
    """
    _hand_over(data, language, "versions", "import", str(path), "--by", by)


def _hand_over(data: Path | None, language: Language | None, verb: str, *arguments: str) -> NoReturn:
    """Run the service's verb on the database that is meant, and end with its exit code."""
    environment = {**os.environ, **_scoring_database(data, language or "sv")}
    command = (*service_command("scoring_service", verb), *arguments, "--lang", language or "sv")
    raise click.exceptions.Exit(subprocess.run(command, env=environment, check=False).returncode)


def _scoring_database(data: Path | None, language: Language) -> Mapping[str, str]:
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
