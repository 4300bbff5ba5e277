"""Writes the JSON Schema of rule files, by which editors complete and check them."""

from __future__ import annotations

from pathlib import Path

import click

from scoring_service.rule_files.json_schema import write_json_schema


@click.command()
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of rule files, or write it to a file."""
    text = write_json_schema()
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"{out}: {error.strerror}", err=True)
        raise click.exceptions.Exit(1) from error
