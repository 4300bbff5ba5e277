"""``prescreen rules text``: fetches the rule file of a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prescreen.commands.options import AnyPath
from prescreen.commands.stored_rules._connection import with_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from prescreen.commands.stored_rules._connection import Connection


@click.command()
@click.argument("version")
@click.option("--out", type=AnyPath, help="Write it there.  [default: standard output]")
@with_scoring
def text(connection: Connection, version: str, out: Path | None) -> None:
    """Fetch the rule file of VERSION exactly as it was written, to begin the next one from."""
    document = connection.scoring.version(version)["document"]
    if out is None:
        click.echo(document, nl=not document.endswith("\n"))
        return
    out.write_text(document, encoding="utf-8")
    connection.say("command.text-written", version=version, file=out)
