"""``prescreen rules``: rules tried before they are in force: on an earlier round, beside a live call, on one proposal.

With ``--bundle`` a round is screened first, by a pair of its own on this machine, so that nothing need be running.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from prescreen.bundle import Bundle, read_bundle
from prescreen.clients import IntakeClient, ScoringClient
from prescreen.commands.connection import Connection, with_scoring
from prescreen.commands.options import AnyPath, Folder
from prescreen.commands.run import data_folder, exit_on_fault
from prescreen.embedded.one_machine import OneMachine, plan_pair_with_rule_pages
from prescreen.exit import ExitCode
from prescreen.screen_bundle import RuleChoice, screen_bundle
from prescreen.terminal.console import notes_console, show_progress
from prescreen.terminal.rule_tables import print_backtest, print_shadows
from prescreen_shared.texts.catalogue import Language

_POLL_S: Final = 0.3
_ENDED: Final = ("done", "failed")
_ONE_OF_THREE: Final = 2
"""So many of the three ways to name a round are left out."""


@click.command()
@click.argument("rules", metavar="VERSION|FILE")
@click.option("--call", metavar="CODE", help="On the newest screening of this call.")
@click.option("--screening", metavar="ID", help="On this screening.")
@click.option(
    "--bundle",
    type=Folder,
    help="On the call in this folder, screened for it on this machine; needs nothing running.",
)
@click.option("--out", type=AnyPath, help="Write the result there too: .xlsx as a table, else as JSON.")
@with_scoring
def backtest(
    connection: Connection,
    rules: str,
    call: str | None,
    screening: str | None,
    bundle: Path | None,
    out: Path | None,
) -> None:
    """Try the version VERSION, or the rule file FILE, on a round that scoring keeps; nothing live is touched."""
    if [call, screening, bundle].count(None) != _ONE_OF_THREE:
        raise click.UsageError("say one of --call, --screening and --bundle")
    if bundle is None:
        order = {"call": call} if call else {"screening_id": str(screening)}
        _try(connection, rules, order, out)
        return
    with screened_bundle(bundle, connection.scoring.person, connection.language) as (scoring, code):
        _try(replace(connection, scoring=scoring), rules, {"call": code}, out)


@click.group()
def shadow() -> None:
    """Run a version beside the active one during a live call; nothing of it reaches applicants or staff."""


@shadow.command()
@click.argument("version")
@click.option("--call", required=True, metavar="CODE", help="The call to follow.")
@with_scoring
def start(connection: Connection, version: str, call: str) -> None:
    """Let VERSION run beside the active one for a call."""
    scoring = connection.scoring
    begun = scoring.start_shadow(scoring.version(version)["version_id"], call)
    connection.say("command.shadow-started", version=version, call=call, shadow=begun["shadow_id"])


@shadow.command("list")
@click.option("--call", metavar="CODE", help="Only of this call.")
@with_scoring
def list_runs(connection: Connection, call: str | None) -> None:
    """List shadow runs with what they found."""
    print_shadows(connection.console, connection.scoring.shadows(call), connection.language)


@shadow.command()
@click.argument("shadow_id")
@with_scoring
def end(connection: Connection, shadow_id: str) -> None:
    """End a shadow run; what it found stays."""
    ended = connection.scoring.end_shadow(shadow_id)
    connection.say("command.shadow-ended", shadow=ended["shadow_id"])


@click.command()
@click.argument("call")
@click.argument("reference")
@with_scoring
def explain(connection: Connection, call: str, reference: str) -> None:
    """Print, for each ground of the proposal for REFERENCE in CALL, what would make the ground fall."""
    done = [each for each in connection.scoring.call(call)["screenings"] if each["state"] == "done"]
    if not done:
        connection.say("command.no-screening", call=call)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    found = connection.scoring.changes(done[-1]["screening_id"], reference)
    connection.console.print(
        f"{reference} ({done[-1]['rule_set']}@{done[-1]['rule_set_version']})", style="bold"
    )
    if not found["findings"]:
        connection.say("command.no-grounds")
    for each in found["findings"]:
        _print_ground(connection, each)


@contextmanager
def screened_bundle(folder: Path, person: str, language: Language) -> Iterator[tuple[ScoringClient, str]]:
    """Screen the call in ``folder`` by the rules that it names; gives the way to scoring and the call's code.

    Raises:
        click.exceptions.Exit: with 1 where the bundle is refused, 3 where a part fails.
    """
    messages = notes_console()
    with (
        exit_on_fault(messages, language),
        data_folder(None, messages, language, keep=False) as data,
        OneMachine(data, plan=plan_pair_with_rule_pages) as machine,
    ):
        call = _screen(machine, read_bundle(folder, None), language)
        with ScoringClient(machine.scoring_address, person) as scoring:
            yield scoring, call


def _try(connection: Connection, rules: str, order: dict[str, str], out: Path | None) -> None:
    scoring, path = connection.scoring, Path(rules)
    if path.is_file():
        order["document"] = path.read_text("utf-8-sig")
    else:
        order["version_id"] = scoring.version(rules)["version_id"]
    found = _wait(connection, scoring.order_backtest(**order)["backtest_id"])
    print_backtest(connection.console, found, connection.language)
    if out is not None:
        _write(connection, found, out)
    if found["state"] == "failed":
        connection.say("command.backtest-failed")
        raise click.exceptions.Exit(ExitCode.FAULT)


def _wait(connection: Connection, backtest_id: str) -> dict[str, Any]:
    found = connection.scoring.backtest(backtest_id)
    while found["state"] not in _ENDED:
        time.sleep(_POLL_S)
        found = connection.scoring.backtest(backtest_id)
    return found


def _write(connection: Connection, found: dict[str, Any], out: Path) -> None:
    if out.suffix == ".xlsx":
        out.write_bytes(connection.scoring.backtest_table(found["backtest_id"]))
    else:
        out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    connection.say("command.backtest-written", file=out)


def _screen(machine: OneMachine, bundle: Bundle, language: Language) -> str:
    with show_progress(notes_console(), language) as display, IntakeClient(machine.address) as intake:
        screened = screen_bundle(intake, bundle, RuleChoice(), display, machine.check)
    return str(screened.call["code"])


def _print_ground(connection: Connection, found: dict[str, Any]) -> None:
    connection.console.print(f"\n{found['finding']['text'][connection.language]}", soft_wrap=True)
    for sentence in found["sentences"]:
        connection.console.print(f"  – {sentence[connection.language]}", soft_wrap=True)
