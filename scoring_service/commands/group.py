"""The group of verbs for rule files: each stands in the module of this package that has its name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import click

OWN = ("group",)


class VerbGroup(click.Group):
    """Imports a verb when it is called; ``propose-cases`` stands in ``propose_cases.py``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Name the verbs."""
        return verbs()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import one verb; None when there is none of the name."""
        if cmd_name not in verbs():
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"{__package__}.{name}"), name)
        return command


def verbs() -> list[str]:
    """Name the verbs that there are, in order of the alphabet."""
    modules = (each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name.replace("_", "-") for name in modules if name not in OWN and not name.startswith("_"))


@click.group("rules", cls=VerbGroup)
def rules() -> None:
    """Work on rule files; nothing is stored or sent."""


def run_rules(arguments: list[str]) -> int:
    """Run one verb and give its exit code: 0 done, 1 bad input, 2 wrong use."""
    try:
        return int(rules(arguments, prog_name="prescreen rules", standalone_mode=False) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
