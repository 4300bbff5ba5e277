"""What the options of several verbs take: files, folders, and the language of what is printed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from prescreen_shared.texts.catalogue import LANGUAGES

Folder = click.Path(exists=True, file_okay=False, path_type=Path)
File = click.Path(exists=True, dir_okay=False, path_type=Path)
AnyPath = click.Path(path_type=Path)


def language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang``; None stands for Swedish, with English beneath what is wrong."""
    option = click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        help="Language of what is printed; by default Swedish, and faults in both.",
    )
    return option(function)


person_option = click.option(
    "--as",
    "person",
    envvar="PRESCREEN_USER",
    metavar="NAME",
    help="Who answers for it.  [default: the user of this machine]",
)
