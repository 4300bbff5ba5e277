"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shared.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

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
