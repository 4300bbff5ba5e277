"""``prescreen rules history``: what happened to a version, or what came into force for a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.terminal.version_table import print_activations, print_events

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("version", required=False)
@click.option("--call", metavar="CODE", help="What came into force for this call.")
@click.option("--name", help="What came into force of this rule set.")
@with_scoring
def history(connection: Connection, version: str | None, call: str | None, name: str | None) -> None:
    """Print what happened to VERSION; without one, what came into force, when, by whom and why."""
    scoring = connection.scoring
    if version is not None:
        found = scoring.events(scoring.version(version)["version_id"])
        print_events(connection.console, found, connection.language)
        return
    print_activations(connection.console, scoring.activations(name=name, call=call), connection.language)
