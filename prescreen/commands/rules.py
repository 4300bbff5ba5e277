"""``prescreen rules``: what a rule owner does with rule files, carried out by the scoring service."""

import subprocess
from typing import Final

import click

from prescreen.commands.verbs import LazyGroup, Verb
from prescreen.embedded.one_machine import service_command

FILE_VERBS: Final = {
    "sheet": Verb("rules", "Write the rules as sentences that anybody can read."),
    "diff": Verb("rules", "Tell what differs between two rule files, as sentences."),
    "check": Verb("rules", "Check a rule file; every fault with line and column."),
    "test": Verb("rules", "Try a rule file on its cases; every case that does not hold, and what decided."),
    "coverage": Verb("rules", "Show what of a rule file its cases exercise."),
    "propose-cases": Verb("rules", "Propose cases at the limits of a rule file, for a person to look at."),
    "cases-sheet": Verb("rules", "Write the cases of a rule file as an Excel workbook that staff fill in."),
    "schema": Verb("rules", "Print the JSON Schema of rule files, for editors."),
    "precedents": Verb("rules", "Write what was decided in a round as the precedents of a rule file."),
    "mutate": Verb("rules", "Make a rule file faulty on purpose and show what no case notices."),
}
"""The verbs that the scoring service carries out on files alone, and what each does."""


STORED_VERBS: Final = {
    "text": Verb("versions", "Fetch the rule file of a version, to begin the next one from."),
    "draft": Verb("versions", "Keep a rule file as a draft in scoring, and check it."),
    "recheck": Verb("versions", "Have a kept draft checked again."),
    "versions": Verb("versions", "List the versions that scoring keeps."),
    "backtest": Verb(
        "backtests", "Try a version or a rule file on an earlier round: who changes, with which sentence."
    ),
    "approve": Verb("versions", "Approve a checked version that somebody else wrote."),
    "activate": Verb("versions", "Put an approved version in force."),
    "screen-again": Verb("versions", "Screen a call again, beside its earlier proposals."),
    "rollback": Verb("versions", "Put in force again what was so before."),
    "history": Verb("versions", "What happened to a version, or what was put in force."),
    "shadow": Verb("backtests", "Run a version beside the active one during a live call."),
    "explain": Verb("backtests", "What would change a proposal."),
    "archive": Verb("versions", "Put a version away."),
    "export": Verb("databases", "Write all versions to a folder that git can keep."),
    "import-files": Verb("databases", "Read versions in from such a folder, or from one file, as drafts."),
}
"""The verbs on versions that scoring keeps."""


class RulesGroup(LazyGroup):
    """Hands each file verb on with all that follows it, and imports the others when they are called."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give one verb; None when there is none of the name."""
        return forward(cmd_name) if cmd_name in FILE_VERBS else super().get_command(ctx, cmd_name)


@click.group(cls=RulesGroup, sections={"Rule files": FILE_VERBS, "Versions that scoring keeps": STORED_VERBS})
def rules() -> None:
    """Check, try, read and put in force the rules."""


def forward(verb: str) -> click.Command:
    """Give the command that hands a verb on to the scoring service."""

    @click.command(
        verb,
        help=FILE_VERBS[verb].help,
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
