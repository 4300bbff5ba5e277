"""Telling what has come into force, and what to do next where the call was screened before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.texts import say

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


def tell_activation(connection: Connection, done: dict[str, Any]) -> None:
    """Print which version is in force for what."""
    place = done["call_code"] or say("command.calls-to-come", connection.language)
    connection.say("command.version-in-force", version=f"{done['name']}@{done['version']}", place=place)
    if done["screenings"]:
        connection.say("command.has-screenings", count=len(done["screenings"]), call=done["call_code"])
