"""``prescreen rules``: what a rule owner does with rule files, carried out by the scoring service."""

from __future__ import annotations

import subprocess
from typing import Final

import click

from prescreen.embedded.pair_plans import service_command

FILE_VERBS: Final = {
    "check": "Check a rule file; every fault with line and column.",
    "test": "Try a rule file on its cases; every case that does not hold, and what decided.",
    "coverage": "Show what of a rule file its cases exercise.",
    "propose-cases": "Propose cases at the limits of a rule file, for a person to look at.",
    "mutate": "Put faults into a rule file and show those that no case notices.",
}
"""The verbs that the scoring service carries out on files alone, and what each does."""


class RulesGroup(click.Group):
    """Hands each file verb on with all that follows it, so that its options are told in one place only."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs."""
        return [*FILE_VERBS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give one verb; None when there is none of the name."""
        return forward(cmd_name) if cmd_name in FILE_VERBS else super().get_command(ctx, cmd_name)


@click.group(cls=RulesGroup)
def rules() -> None:
    """Check, try, read and put in force the rules."""


def forward(verb: str) -> click.Command:
    """Give the command that hands a verb on to the scoring service."""

    @click.command(
        verb,
        help=FILE_VERBS[verb],
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def run(arguments: tuple[str, ...]) -> None:
        raise click.exceptions.Exit(subprocess.run(verb_command(verb, *arguments), check=False).returncode)

    return run


def verb_command(verb: str, *arguments: str) -> tuple[str, ...]:
    """Give the scoring service's command line for a verb on rule files."""
    return (*service_command("scoring_service", "rules"), verb, *arguments)
