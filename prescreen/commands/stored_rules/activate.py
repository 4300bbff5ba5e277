"""``prescreen rules activate``: brings an approved version into force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.commands.stored_rules._tell_activation import tell_activation

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("version")
@click.option("--call", metavar="CODE", help="For this call alone.  [default: for calls to come]")
@click.option("--reason", required=True, help="Kept in the log.")
@with_scoring
def activate(connection: Connection, version: str, call: str | None, reason: str) -> None:
    """Bring VERSION into force at once, without restarting anything; what is judged stays as it is."""
    scoring = connection.scoring
    tell_activation(connection, scoring.activate(scoring.version(version)["version_id"], call, reason))
