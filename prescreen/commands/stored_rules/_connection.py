"""The options by which every verb reaches scoring, and the errors that it may meet there."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from prescreen.bundle.fault import fault_from
from prescreen.commands.options import language_option
from prescreen.exit_codes import ExitCode
from prescreen.scoring_client import (
    ScoringClient,
    ScoringFailedError,
    ScoringRefusedError,
    UnknownVersionError,
)
from prescreen.terminal.console import message_console, result_console
from prescreen.terminal.fault_list import print_faults
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from shared.texts import Language

ADDRESS: Final = "http://127.0.0.1:8100"
ONE_FAULT: Final = 1


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
    @click.option(
        "--as",
        "person",
        envvar="PRESCREEN_USER",
        metavar="NAME",
        help="Who answers for it.  [default: the user of this machine]",
    )
    @language_option
    @wraps(verb)
    def run(address: str, person: str | None, language: Language | None, **given: Any) -> None:
        with (
            exit_on_refusal(message_console(), language),
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
    if len(faults) > ONE_FAULT or any(fault.field or fault.line for fault in faults):
        print_faults(console, faults, language)
        return
    for fault in faults:
        console.print(fault.en if language == "en" else fault.sv, style="red")
        if language is None:
            console.print(fault.en, style="dim")
    if not faults:
        console.print(str(error), style="red")
