"""``prescreen rules rollback``: brings into force what was so before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.commands.stored_rules._tell_activation import tell_activation

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.option("--call", metavar="CODE", help="For this call.")
@click.option("--name", help="For calls to come of this rule set.")
@click.option("--reason", required=True, help="Kept in the log.")
@with_scoring
def rollback(connection: Connection, call: str | None, name: str | None, reason: str) -> None:
    """Bring into force what was so before, for one call or for the calls to come of one rule set."""
    if (call is None) is (name is None):
        raise click.UsageError("say either --call or --name")
    tell_activation(connection, connection.scoring.roll_back(name=name, call=call, reason=reason))
