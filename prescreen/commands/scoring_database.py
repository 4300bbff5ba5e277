"""Where the scoring service's own commands find its database: a folder of one machine, or what the environment says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import click

from prescreen.commands.data_folder import lasting_data_folder
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.texts import Language

DATABASE: Final = "SCORING_DATABASE_URL"
BROKER: Final = "BROKER_URL"
_FILE: Final = "scoring.sqlite3"


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
