"""The command ``prescreen``: finds the verb, maps what it raises to an exit code."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from typing import Final, NoReturn

import click

from prescreen.exit import ExitCode, end_like_interrupt

VERBS: Final = {
    "run": "Screen the call in a folder and print a proposal with reasons.",
    "up": "Run everything on this machine, with pages, until Ctrl-C.",
    "agreement": "Compare what was proposed with what people decided.",
    "replay": "Evaluate every kept proposal again, and tell whether it comes out the same.",
    "rules": "Check rules, try them on earlier rounds, bring them into force.",
}
MODULES: Final = {"up": "run", "agreement": "replay"}
"""The modules of ``prescreen.commands`` that hold a verb of another name; the others have their verb's name."""


class LazyGroup(click.Group):
    """A group whose verbs are imported when they are called, so that ``--help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Name the verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import one verb; None when there is none of the name."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(
            import_module(f"prescreen.commands.{MODULES.get(cmd_name, cmd_name)}"), cmd_name
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - see above
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="forprovning")
def prescreen() -> None:
    """Screen grant applications: each gets a proposal with reasons, a person decides.

    Exit codes: 0 done, 1 bad input, 2 wrong use, 3 fault.
    """


def main() -> NoReturn:
    """Run the command and exit with its code."""
    end_like_interrupt()
    try:
        sys.exit(prescreen(prog_name="prescreen", standalone_mode=False) or ExitCode.DONE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has gone, as ``head`` does; nothing is wrong.
        sys.stderr.close()
        sys.exit(ExitCode.DONE)
    except Exception:
        # A defect of the product must not look like bad input, which Python's own exit code 1 would say.
        traceback.print_exc()
        sys.exit(ExitCode.FAULT)


if __name__ == "__main__":
    main()
