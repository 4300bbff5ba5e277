"""A pair of its own on this machine that has screened the call in a folder, for as long as rules are tried on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from prescreen.bundle.bundle_folder import read_bundle
from prescreen.commands.data_folder import data_folder
from prescreen.commands.exit_on_fault import exit_on_fault
from prescreen.embedded.one_machine import OneMachine
from prescreen.embedded.pair_plans import plan_pair_with_rule_pages
from prescreen.intake_client import IntakeClient
from prescreen.scoring_client import ScoringClient
from prescreen.screen_bundle import RuleChoice, screen_bundle
from prescreen.terminal.console import message_console
from prescreen.terminal.progress_display import show_progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prescreen.bundle.bundle_folder import Bundle
    from shared.texts import Language


@contextmanager
def screened_bundle(folder: Path, person: str, language: Language) -> Iterator[tuple[ScoringClient, str]]:
    """Screen the call in ``folder`` by the rules that it names; gives the way to scoring and the call's code.

    Raises:
        click.exceptions.Exit: with 1 where the bundle is refused, 3 where a part fails.
    """
    messages = message_console()
    with (
        exit_on_fault(messages, language),
        data_folder(None, messages, language, keep=False) as data,
        OneMachine(data, plan=plan_pair_with_rule_pages) as machine,
    ):
        call = _screen(machine, read_bundle(folder, None), language)
        with ScoringClient(machine.scoring_address, person) as scoring:
            yield scoring, call


def _screen(machine: OneMachine, bundle: Bundle, language: Language) -> str:
    with show_progress(message_console(), language) as display, IntakeClient(machine.address) as intake:
        screened = screen_bundle(intake, bundle, RuleChoice(), display, machine.check)
    return str(screened.call["code"])
