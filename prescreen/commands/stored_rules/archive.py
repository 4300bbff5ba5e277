"""``prescreen rules archive``: puts a version away."""

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
def archive(connection: Connection, version: str, reason: str | None) -> None:
    """Put VERSION away; calls that have it keep it."""
    scoring = connection.scoring
    done = scoring.step(scoring.version(version)["version_id"], "archive", reason)
    connection.say("command.version-archived", version=f"{done['name']}@{done['version']}")
