"""``prescreen rules shadow``: runs a version beside the active one during a live call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.terminal.shadow_table import print_shadows

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.group()
def shadow() -> None:
    """Run a version beside the active one during a live call; nothing of it reaches applicants or staff."""


@shadow.command()
@click.argument("version")
@click.option("--call", required=True, metavar="CODE", help="The call to follow.")
@with_scoring
def start(connection: Connection, version: str, call: str) -> None:
    """Let VERSION run beside the active one for a call."""
    scoring = connection.scoring
    begun = scoring.start_shadow(scoring.version(version)["version_id"], call)
    connection.say("command.shadow-started", version=version, call=call, shadow=begun["shadow_id"])


@shadow.command("list")
@click.option("--call", metavar="CODE", help="Only of this call.")
@with_scoring
def list_runs(connection: Connection, call: str | None) -> None:
    """List shadow runs with what they found."""
    print_shadows(connection.console, connection.scoring.shadows(call), connection.language)


@shadow.command()
@click.argument("shadow_id")
@with_scoring
def end(connection: Connection, shadow_id: str) -> None:
    """End a shadow run; what it found stays."""
    ended = connection.scoring.end_shadow(shadow_id)
    connection.say("command.shadow-ended", shadow=ended["shadow_id"])
