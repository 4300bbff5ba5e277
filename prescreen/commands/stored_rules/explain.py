"""``prescreen rules explain``: what would change a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.exit_codes import ExitCode

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("call")
@click.argument("reference")
@with_scoring
def explain(connection: Connection, call: str, reference: str) -> None:
    """Print, for each ground of the proposal for REFERENCE in CALL, what would make the ground fall."""
    done = [each for each in connection.scoring.call(call)["screenings"] if each["state"] == "done"]
    if not done:
        connection.say("command.no-screening", call=call)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    found = connection.scoring.changes(done[-1]["screening_id"], reference)
    connection.console.print(
        f"{reference} ({done[-1]['rule_set']}@{done[-1]['rule_set_version']})", style="bold"
    )
    if not found["findings"]:
        connection.say("command.no-grounds")
    for each in found["findings"]:
        _print_ground(connection, each)


def _print_ground(connection: Connection, found: dict[str, Any]) -> None:
    connection.console.print(f"\n{found['finding']['text'][connection.language]}", soft_wrap=True)
    for sentence in found["sentences"]:
        connection.console.print(f"  – {sentence[connection.language]}", soft_wrap=True)
