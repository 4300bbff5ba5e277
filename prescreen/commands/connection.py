"""How a verb reaches scoring: the options that name where and who, and what is printed when scoring refuses or fails."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

import click
from rich.console import Console

from prescreen.bundle import fault_from
from prescreen.clients import ScoringClient, ScoringFailedError, ScoringRefusedError, UnknownVersionError
from prescreen.commands.options import language_option, person_option
from prescreen.exit import ExitCode
from prescreen.terminal.console import notes_console, print_faults, result_console
from prescreen_shared.texts.catalogue import Language, say

ADDRESS: Final = "http://127.0.0.1:8100"


@dataclass(frozen=True, slots=True)
class Connection:
    """Scoring as one person reaches it, and where results are printed."""

    scoring: ScoringClient
    console: Console
    language: Language

    def say(self, text_id: str, **values: object) -> None:
        """Print a sentence of the catalogue."""
        self.console.print(say(text_id, self.language, **values), soft_wrap=True)


def with_scoring(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb its ``connection`` made of ``--at``, ``--as`` and ``--lang``."""

    @click.option(
        "--at",
        "address",
        envvar="PRESCREEN_SCORING",
        default=ADDRESS,
        show_default=True,
        metavar="URL",
        help="Where scoring answers.",
    )
    @person_option
    @language_option
    @wraps(verb)
    def run(address: str, person: str | None, language: Language | None, **given: Any) -> None:
        with (
            exit_on_refusal(notes_console(), language),
            ScoringClient(address, person or getpass.getuser()) as client,
        ):
            verb(connection=Connection(client, result_console(), language or "sv"), **given)

    return run


@contextmanager
def exit_on_refusal(console: Console, language: Language | None) -> Iterator[None]:
    """Turn what scoring answers into sentences and an exit code.

    Raises:
        click.exceptions.Exit: with 1 when it refused, 3 when it failed or cannot be reached.
    """
    try:
        yield
    except UnknownVersionError as error:
        known = ", ".join(error.known) or "–"
        console.print(
            say("command.no-such-version", language or "sv", wanted=error.wanted, known=known), style="red"
        )
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except ScoringRefusedError as error:
        _print_refusal(console, error, language)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except ScoringFailedError as error:
        console.print(say("command.scoring-failed", language or "sv", problem=str(error)), style="red")
        raise click.exceptions.Exit(ExitCode.FAULT) from error


def _print_refusal(console: Console, error: ScoringRefusedError, language: Language | None) -> None:
    faults = [fault_from(each) for each in error.errors]
    if len(faults) > 1 or any(fault.field or fault.line for fault in faults):
        print_faults(console, faults, language)
        return
    for fault in faults:
        console.print(fault.en if language == "en" else fault.sv, style="red")
        if language is None:
            console.print(fault.en, style="dim")
    if not faults:
        console.print(str(error), style="red")
