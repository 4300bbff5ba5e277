"""``prescreen rules``: what a rule owner does with a rule file, carried out by the scoring service."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import click

from prescreen.commands.options import File
from prescreen.embedded.pair_plans import service_command

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def rules() -> None:
    """Check rule files."""


@rules.command()
@click.argument("rule_file", metavar="FILE", type=File)
def check(rule_file: Path) -> None:
    """Check the rule file FILE: its form, its sentences, its own cases; every fault with line and column."""
    raise click.exceptions.Exit(subprocess.run(check_command(rule_file), check=False).returncode)


def check_command(rule_file: Path) -> tuple[str, ...]:
    """Give the scoring service's command line that checks a rule file."""
    return (*service_command("scoring_service", "check-rules"), str(rule_file))
