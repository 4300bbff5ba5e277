"""``prescreen rules screen-again``: has a call screened again, beside its earlier proposals."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import click

from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.exit_codes import ExitCode

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection

_POLL_S: Final = 0.2
_ENDED: Final = ("done", "refused")


@click.command("screen-again")
@click.argument("call")
@click.option("--version", help="By this approved version.  [default: what is in force for the call]")
@click.option("--reason", required=True, help="Kept in the log.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait until it is done.")
@with_scoring
def screen_again(connection: Connection, call: str, version: str | None, reason: str, wait: bool) -> None:
    """Have the call with the code CALL screened again; its earlier proposals stay beside the new ones."""
    scoring = connection.scoring
    version_id = None if version is None else scoring.version(version)["version_id"]
    begun = scoring.screen_again(call, reason, version_id)
    connection.say("command.screening-again", call=call, screening=begun["screening_id"])
    while wait and begun["state"] not in _ENDED:
        time.sleep(_POLL_S)
        begun = scoring.screening(begun["screening_id"])
    if begun["state"] == "refused":
        connection.say("command.screening-ended", problems="; ".join(begun["problems"]))
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    if begun["state"] == "done":
        version_name = f"{begun['rule_set']}@{begun['rule_set_version']}"
        connection.say("command.screened-again", count=begun["verdicts"], version=version_name)
