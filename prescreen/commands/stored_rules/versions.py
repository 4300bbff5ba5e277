"""``prescreen rules versions``: lists the versions that scoring keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.terminal.version_table import print_versions

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.option("--name", help="Only of this rule set.")
@click.option("--state", type=click.Choice(["draft", "checked", "approved", "archived"]), help="Only these.")
@with_scoring
def versions(connection: Connection, name: str | None, state: str | None) -> None:
    """List the versions that scoring keeps, with their state and what they are in force for."""
    print_versions(connection.console, connection.scoring.versions(name, state), connection.language)
