"""Having a draft checked by scoring, and telling what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.exit_codes import ExitCode
from prescreen.terminal.version_table import print_problems

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection


def check_and_tell(connection: Connection, version_id: str) -> None:
    """Check a draft and print what came of it.

    Raises:
        click.exceptions.Exit: with 1 when it has faults.
    """
    found = connection.scoring.step(version_id, "check")
    name = f"{found['name']}@{found['version']}"
    problems = found["problems"] or []
    print_problems(connection.console, problems, connection.language)
    errors = [each for each in problems if each["severity"] == "error"]
    if errors:
        connection.say("command.version-faulty", version=name, count=len(errors))
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    connection.say("command.version-checked", version=name, hash=found["sha256"][:12])
