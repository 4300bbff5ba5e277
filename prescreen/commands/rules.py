"""``prescreen rules``: what a rule owner does with rule files, carried out by the scoring service."""

from __future__ import annotations

import subprocess
from importlib import import_module
from typing import Final

import click

from prescreen.embedded.one_machine import service_command

FILE_VERBS: Final = {
    "sheet": "Write the rules as sentences that anybody can read.",
    "diff": "Tell what differs between two rule files, as sentences.",
    "check": "Check a rule file; every fault with line and column.",
    "test": "Try a rule file on its cases; every case that does not hold, and what decided.",
    "coverage": "Show what of a rule file its cases exercise.",
    "propose-cases": "Propose cases at the limits of a rule file, for a person to look at.",
    "cases-sheet": "Write the cases of a rule file as an Excel workbook that staff fill in.",
    "schema": "Print the JSON Schema of rule files, for editors.",
    "mutate": "Put faults into a rule file and show those that no case notices.",
}
"""The verbs that the scoring service carries out on files alone, and what each does."""


STORED_VERBS: Final = {
    "text": "Fetch the rule file of a version, to begin the next one from.",
    "draft": "Keep a rule file as a draft in scoring, and check it.",
    "recheck": "Have a kept draft checked again.",
    "versions": "List the versions that scoring keeps.",
    "backtest": "Try a version or a rule file on an earlier round: who changes, with which sentence.",
    "approve": "Approve a checked version that somebody else wrote.",
    "activate": "Bring an approved version into force.",
    "screen-again": "Screen a call again, beside its earlier proposals.",
    "rollback": "Bring into force what was so before.",
    "history": "What happened to a version, or what came into force.",
    "shadow": "Run a version beside the active one during a live call.",
    "explain": "What would change a proposal.",
    "archive": "Put a version away.",
    "export": "Write all versions to a folder that git can keep.",
    "import-files": "Read versions in from such a folder, or from one file, as drafts.",
}
"""The verbs on versions that scoring keeps; each is the command of ``stored_rules`` that has its name."""


class RulesGroup(click.Group):
    """Hands each file verb on with all that follows it, and imports the others when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Name the verbs."""
        return [*FILE_VERBS, *STORED_VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Give one verb; None when there is none of the name."""
        if cmd_name in FILE_VERBS:
            return forward(cmd_name)
        if cmd_name not in STORED_VERBS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module("prescreen.commands.stored_rules"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - see above
        """List the verbs without importing them."""
        for title, verbs in (("Rule files", FILE_VERBS), ("Versions that scoring keeps", STORED_VERBS)):
            with formatter.section(title):
                formatter.write_dl(list(verbs.items()))


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
