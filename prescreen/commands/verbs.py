"""A group of verbs that are imported when they are called, so that ``--help`` answers at once."""

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any, NamedTuple

import click


class Verb(NamedTuple):
    """Where a verb stands, and what it does."""

    module: str
    help: str


Sections = Mapping[str, Mapping[str, Verb]]
"""The verbs of a group by name, under the title that ``--help`` lists them under."""


class LazyGroup(click.Group):
    """A group of the verbs of a table; each is the command of its name in a module of ``prescreen.commands``."""

    def __init__(self, *arguments: Any, sections: Sections, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.sections = sections

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Name the verbs."""
        return [name for verbs in self.sections.values() for name in verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import one verb; None when there is none of the name."""
        for verbs in self.sections.values():
            if cmd_name in verbs:
                module = import_module(f"prescreen.commands.{verbs[cmd_name].module}")
                name = cmd_name.replace("-", "_")
                # A verb that is a word of Python has a line after its name there.
                command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - see above
        """List the verbs without importing them."""
        for title, verbs in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name, verb.help) for name, verb in verbs.items()])
