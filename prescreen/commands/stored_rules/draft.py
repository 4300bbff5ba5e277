"""``prescreen rules draft``: keeps a rule file as a draft, or as the new text of one, and checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.options import File
from prescreen.commands.stored_rules._check import check_and_tell
from prescreen.commands.stored_rules._connection import with_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("rule_file", metavar="FILE", type=File)
@click.option(
    "--change", metavar="VERSION", help="The draft whose text it is to be, such as stockholm-2018@2."
)
@click.option("--note", help="What those who approve it should know.")
@with_scoring
def draft(connection: Connection, rule_file: Path, change: str | None, note: str | None) -> None:
    """Keep the rule file FILE as a draft in scoring and check it.

    A draft may have any fault; it only cannot be approved before it is checked without one.
    """
    document, scoring = rule_file.read_text("utf-8-sig"), connection.scoring
    if change is None:
        kept = scoring.create_draft(document, note)
    else:
        kept = scoring.change_draft(scoring.version(change)["version_id"], document, note)
    connection.say("command.draft-kept", version=f"{kept['name']}@{kept['version']}")
    check_and_tell(connection, kept["version_id"])
