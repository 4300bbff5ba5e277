"""``prescreen run``: takes one call in a folder through the whole pair on this machine and prints the proposal."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prescreen.bundle.bundle_folder import APPLICATIONS, Bundle, read_bundle
from prescreen.commands.data_folder import data_folder
from prescreen.commands.exit_on_fault import exit_on_fault
from prescreen.commands.options import AnyPath, File, Folder, language_option
from prescreen.commands.rules import verb_command
from prescreen.embedded.one_machine import OneMachine
from prescreen.exit_codes import ExitCode
from prescreen.intake_client import IntakeClient
from prescreen.proposal_files import PAGE, VERDICTS, default_folder, write_files
from prescreen.screen_bundle import RuleChoice, ScreenedCall, screen_bundle
from prescreen.terminal.console import message_console, result_console
from prescreen.terminal.progress_display import show_progress
from prescreen.terminal.proposal_table import print_proposal
from prescreen.verdicts_file import read_verdicts
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from prescreen.terminal.progress_display import ProgressDisplay
    from shared.texts import Language


@click.command()
@click.argument("bundle_folder", metavar="BUNDLE", type=Folder)
@click.option("--rule-set", metavar="NAME|FILE", help="Rules to apply instead of those that the call names.")
@click.option(
    "--register", type=File, help="What the city already knew, instead of the bundle's register.json."
)
@click.option(
    "--intake", metavar="URL", help="A running intake to send the call to, instead of starting one."
)
@click.option(
    "--out", type=AnyPath, help="Folder to write verdicts.json and forslag.html to.  [default: out/CALL]"
)
@click.option(
    "--data-dir", type=AnyPath, help="Folder for databases and logs; a temporary one when not given."
)
@click.option("--keep", is_flag=True, help="Keep the temporary data folder.")
@click.option("--quiet", "-q", is_flag=True, help="Write the files and print nothing but faults.")
@language_option
def run(
    bundle_folder: Path,
    rule_set: str | None,
    register: Path | None,
    intake: str | None,
    out: Path | None,
    data_dir: Path | None,
    keep: bool,
    quiet: bool,
    language: Language | None,
) -> None:
    """Screen the call in the folder BUNDLE and print a proposal with reasons.

    BUNDLE holds call.json, applications.json and rankings.json, and may hold decisions.json and register.json. Every
    application travels through the real intake API, the real queue and a worker process; nothing needs to be installed
    or running.
    """
    if intake and (data_dir or keep):
        raise click.UsageError(
            "--intake sends to a running pair; --data-dir and --keep are for one that is started"
        )
    messages, shown_in = message_console(), language or "sv"
    with exit_on_fault(messages, language):
        bundle = read_bundle(bundle_folder, register)
        rules = _rules(rule_set)
        with show_progress(messages, shown_in, quiet=quiet) as display:
            if intake:
                screened = _send(intake, bundle, rules, display)
            else:
                with data_folder(data_dir, messages, shown_in, keep=keep) as folder:
                    screened = _screen(folder, bundle, rules, display)
        target = out or default_folder(screened.call["code"])
        write_files(screened, target)
        if not quiet:
            _print(bundle, screened, target, shown_in)
    if not screened.progress.is_complete:
        counts = {"stuck": screened.progress.stuck, "total": screened.progress.total}
        messages.print(say("command.stuck", shown_in, **counts), style="red")
        raise click.exceptions.Exit(ExitCode.FAULT)


def _rules(given: str | None) -> RuleChoice:
    if given is None or not ("/" in given or Path(given).is_file()):
        return RuleChoice(name=given)
    path = Path(given)
    if not path.is_file():
        raise click.BadParameter(f"there is no file {given}", param_hint="--rule-set")
    # A rule file is checked before anything starts: the rule owner gets every fault of it at once.
    checked = subprocess.run(verb_command("check", str(path)), stdout=subprocess.PIPE, check=False)
    if checked.returncode:
        click.echo(checked.stdout, err=True, nl=False)
        raise click.exceptions.Exit(checked.returncode)
    return RuleChoice(document=path.read_text("utf-8-sig"))


def _screen(folder: Path, bundle: Bundle, rules: RuleChoice, display: ProgressDisplay) -> ScreenedCall:
    display.step("command.starting")
    with OneMachine(folder) as machine:
        for notice in machine.notices:
            message_console().print(notice)
        screened = _send(machine.address, bundle, rules, display, machine.check)
        display.step("command.stopping")
    return screened


def _send(
    address: str,
    bundle: Bundle,
    rules: RuleChoice,
    display: ProgressDisplay,
    check: Callable[[], None] = lambda: None,
) -> ScreenedCall:
    with IntakeClient(address) as client:
        return screen_bundle(client, bundle, rules, display, check)


def _print(bundle: Bundle, screened: ScreenedCall, folder: Path, language: Language) -> None:
    console = result_console()
    applications = bundle.documents[APPLICATIONS]
    print_proposal(console, screened.call, applications, read_verdicts(screened.verdicts), language)
    for text_id, file in (("command.written", PAGE), ("command.verdicts-written", VERDICTS)):
        console.print(say(text_id, language, file=folder / file), soft_wrap=True)
