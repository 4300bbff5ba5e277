"""The command ``prescreen``: finds the verb, maps what it raises to an exit code."""

import sys
import traceback
from typing import Final, NoReturn

import click

from prescreen.commands.verbs import LazyGroup, Verb
from prescreen.exit import ExitCode, end_like_interrupt

VERBS: Final = {
    "run": Verb("run", "Screen the call in a folder and print a proposal with grounds."),
    "check": Verb(
        "check", "Check the call in a folder, its applications, register and rules; nothing is started."
    ),
    "import": Verb("lists", "Store a list of applications from Excel or CSV in an open call."),
    "template": Verb("lists", "Write an empty list for a call, as an Excel workbook."),
    "register": Verb("register", "Show, try and put in force the city's register."),
    "up": Verb("run", "Run everything on this machine, with pages, until Ctrl-C."),
    "agreement": Verb("run", "Compare what was proposed with what people decided."),
    "replay": Verb(
        "databases", "Screen every kept application again, and tell whether it comes out the same."
    ),
    "rules": Verb("rules", "Check rules, try them on earlier rounds, put them in force."),
}


@click.group(
    cls=LazyGroup,
    sections={"Commands": VERBS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="forprovning")
def prescreen() -> None:
    """Screen grant applications: each gets a proposal with grounds, a person decides.

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
