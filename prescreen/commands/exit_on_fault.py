"""Says what went wrong and ends with the exit code that stands for it: one table for every verb."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from prescreen.agreement.decisions_file import BadDecisionsError
from prescreen.agreement.judgements import BadJudgementsError
from prescreen.bundle.fault import BadBundleError
from prescreen.embedded.errors import EmbeddedError
from prescreen.exit_codes import ExitCode
from prescreen.intake_client import IntakeFailedError
from prescreen.screen_bundle import RulesRefusedError
from prescreen.terminal.fault_list import print_faults
from prescreen.verdicts_file import UnreadableVerdictsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from shared.texts import Language

_BAD_INPUT = (RulesRefusedError, BadDecisionsError, BadJudgementsError, UnreadableVerdictsError)
_FAULT = (EmbeddedError, IntakeFailedError, OSError)


@contextmanager
def exit_on_fault(console: Console, language: Language | None) -> Iterator[None]:
    """Turn the errors that a verb may meet into sentences on ``console`` and an exit code.

    Raises:
        click.exceptions.Exit: with 1 for bad input, 3 for a fault.
    """
    try:
        yield
    except BadBundleError as error:
        print_faults(console, error.faults, language)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except _BAD_INPUT as error:
        console.print(str(error), style="red")
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except _FAULT as error:
        console.print(str(error), style="red")
        raise click.exceptions.Exit(ExitCode.FAULT) from error
