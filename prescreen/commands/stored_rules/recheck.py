"""``prescreen rules recheck``: has a kept draft checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._check import check_and_tell
from prescreen.commands.stored_rules._connection import with_scoring

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("version")
@with_scoring
def recheck(connection: Connection, version: str) -> None:
    """Have the draft VERSION (such as stockholm-2018@2) checked again."""
    check_and_tell(connection, connection.scoring.version(version)["version_id"])
