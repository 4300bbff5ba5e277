"""``prescreen rules approve``: approves a checked version that somebody else wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("version")
@click.option("--reason", help="Kept in the log.")
@with_scoring
def approve(connection: Connection, version: str, reason: str | None) -> None:
    """Approve VERSION, which must be checked and written by somebody else; nothing of it can be changed afterwards."""
    scoring = connection.scoring
    done = scoring.step(scoring.version(version)["version_id"], "approve", reason)
    connection.say(
        "command.version-approved", version=f"{done['name']}@{done['version']}", person=done["approved_by"]
    )
