"""``prescreen rules export``: every version as a file, with what is known of it beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prescreen.commands.options import language_option
from prescreen.commands.stored_rules._carry import carry, data_option

if TYPE_CHECKING:
    from shared.texts import Language


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="Only the versions of these rules.")
@data_option
@language_option
def export(folder: Path, name: str | None, data: Path | None, language: Language | None) -> None:
    """Write every version to FOLDER as NAME/VERSION.yaml, word for word, with NAME/VERSION.meta.yaml beside it.

    The same versions always give the same files, so that the folder can be kept in git.
    """
    carry(data, language, "export", str(folder), *(["--name", name] if name else []))
