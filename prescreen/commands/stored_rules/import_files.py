"""``prescreen rules import-files``: versions from files, each new one as a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prescreen.commands.options import language_option
from prescreen.commands.stored_rules._carry import carry, data_option

if TYPE_CHECKING:
    from shared.texts import Language


@click.command("import-files")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", required=True, help="Who reads them in; this person may not approve them.")
@data_option
@language_option
def import_files(path: Path, by: str, data: Path | None, language: Language | None) -> None:
    """Read in the rule file PATH, or all below the folder PATH; each new version becomes a draft, whatever it was.

    A version that is kept already stays as it is. Read in again nothing changes.
    """
    carry(data, language, "import", str(path), "--by", by)
