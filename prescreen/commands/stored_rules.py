"""The options by which every verb reaches scoring, and the errors that it may meet there.

RETELL:
- (stored_rules) What a rule owner does with versions that scoring keeps: one verb a module, over scoring's HTTP API.
- (activate) ``prescreen rules activate``: brings an approved version into force.
- (approve) ``prescreen rules approve``: approves a checked version that somebody else wrote.
- (archive) ``prescreen rules archive``: puts a version away.
- (backtest) ``prescreen rules backtest``: who would change, and with which sentence, on a round that is kept.
- (_bundle_stage) A pair of its own on this machine that has screened the call in a folder, for as long as rules are tried on it.
- (draft) ``prescreen rules draft``: keeps a rule file as a draft, or as the new text of one, and checks it.
- (explain) ``prescreen rules explain``: what would change a proposal.
- (export) ``prescreen rules export``: every version as a file, with what is known of it beside.
- (history) ``prescreen rules history``: what happened to a version, or what came into force for a call.
- (import_files) ``prescreen rules import-files``: versions from files, each new one as a draft.
- (_carry) Handing the carrying of versions on to the scoring service, with the database that is meant.
- (recheck) ``prescreen rules recheck``: has a kept draft checked again.
- (_check) Having a draft checked by scoring, and telling what it found.
- (rollback) ``prescreen rules rollback``: brings into force what was so before.
- (_tell_activation) Telling what has come into force, and what to do next where the call was screened before.
- (screen_again) ``prescreen rules screen-again``: has a call screened again, beside its earlier proposals.
- (shadow) ``prescreen rules shadow``: runs a version beside the active one during a live call.
- (text) ``prescreen rules text``: fetches the rule file of a version.
- (versions) ``prescreen rules versions``: lists the versions that scoring keeps.
"""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from rich.console import Console

from prescreen.bundle import Bundle, fault_from, read_bundle
from prescreen.clients import (
    IntakeClient,
    ScoringClient,
    ScoringFailedError,
    ScoringRefusedError,
    UnknownVersionError,
)
from prescreen.commands.replay import scoring_database
from prescreen.commands.run import AnyPath, File, Folder, data_folder, exit_on_fault, language_option
from prescreen.embedded.one_machine import OneMachine, plan_pair_with_rule_pages, service_command
from prescreen.exit import ExitCode
from prescreen.screen_bundle import RuleChoice, screen_bundle
from prescreen.terminal.console import message_console, print_faults, result_console, show_progress
from prescreen.terminal.rule_tables import (
    print_activations,
    print_backtest,
    print_events,
    print_problems,
    print_shadows,
    print_versions,
)
from prescreen_shared.texts.catalogue import Language, say

_POLL_S: Final = 0.3
_ENDED: Final = ("done", "failed")
_ONE_OF_THREE: Final = 2
"""So many of the three ways to name a round are left out."""
_Verb = TypeVar("_Verb", bound="Callable[..., None]")
_HELP = (
    "Folder of databases, as `run --data-dir`, `run --keep` or `up` left it.  [default: that of the environment's "
    "SCORING_DATABASE_URL, else ~/.local/share/prescreen]"
)
_POLL_S__screen_again: Final = 0.2
_ENDED__screen_again: Final = ("done", "refused")
ADDRESS: Final = "http://127.0.0.1:8100"
ONE_FAULT: Final = 1


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


@dataclass(frozen=True, slots=True)
class Connection:
    """Scoring as one person reaches it, and where results are printed."""

    scoring: ScoringClient
    console: Console
    language: Language

    def say(self, text_id: str, **values: object) -> None:
        """Print a sentence of the catalogue."""
        self.console.print(say(text_id, self.language, **values), soft_wrap=True)


def _with_scoring(verb: Callable[..., None]) -> Callable[..., None]:
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


@click.command()
@click.argument("version")
@click.option("--call", metavar="CODE", help="For this call alone.  [default: for calls to come]")
@click.option("--reason", required=True, help="Kept in the log.")
@_with_scoring
def activate(connection: Connection, version: str, call: str | None, reason: str) -> None:
    """Bring VERSION into force at once, without restarting anything; what is judged stays as it is."""
    scoring = connection.scoring
    _tell_activation(connection, scoring.activate(scoring.version(version)["version_id"], call, reason))


@click.command()
@click.argument("version")
@click.option("--reason", help="Kept in the log.")
@_with_scoring
def approve(connection: Connection, version: str, reason: str | None) -> None:
    """Approve VERSION, which must be checked and written by somebody else; nothing of it can be changed afterwards."""
    scoring = connection.scoring
    done = scoring.step(scoring.version(version)["version_id"], "approve", reason)
    connection.say(
        "command.version-approved", version=f"{done['name']}@{done['version']}", person=done["approved_by"]
    )


@click.command()
@click.argument("version")
@click.option("--reason", help="Kept in the log.")
@_with_scoring
def archive(connection: Connection, version: str, reason: str | None) -> None:
    """Put VERSION away; calls that have it keep it."""
    scoring = connection.scoring
    done = scoring.step(scoring.version(version)["version_id"], "archive", reason)
    connection.say("command.version-archived", version=f"{done['name']}@{done['version']}")


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
@_with_scoring
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


@click.command()
@click.argument("rule_file", metavar="FILE", type=File)
@click.option(
    "--change", metavar="VERSION", help="The draft whose text it is to be, such as stockholm-2018@2."
)
@click.option("--note", help="What those who approve it should know.")
@_with_scoring
def draft(connection: Connection, rule_file: Path, change: str | None, note: str | None) -> None:
    """Keep the rule file FILE as a draft in scoring and check it.

    A draft may have any fault; it only cannot be approved before it is checked without one.
    """
    document, scoring = rule_file.read_text("utf-8-sig"), connection.scoring
    if change is None:
        kept = scoring.create_draft(document, note)
    else:
        kept = scoring.change_draft(scoring.version(change)["version_id"], document, note)
    connection.say("command.draft-kept", version=f"{kept['name']}@{kept['version']}")
    _check_and_tell(connection, kept["version_id"])


@click.command()
@click.argument("call")
@click.argument("reference")
@_with_scoring
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


def _data_option(verb: _Verb) -> _Verb:
    """Give a verb the option that names the folder of databases."""
    return click.option("--data", type=Folder, help=_HELP)(verb)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="Only the versions of these rules.")
@_data_option
@language_option
def export(folder: Path, name: str | None, data: Path | None, language: Language | None) -> None:
    """Write every version to FOLDER as NAME/VERSION.yaml, word for word, with NAME/VERSION.meta.yaml beside it.

    The same versions always give the same files, so that the folder can be kept in git.
    """
    _carry(data, language, "export", str(folder), *(["--name", name] if name else []))


@click.command()
@click.argument("version", required=False)
@click.option("--call", metavar="CODE", help="What came into force for this call.")
@click.option("--name", help="What came into force of this rule set.")
@_with_scoring
def history(connection: Connection, version: str | None, call: str | None, name: str | None) -> None:
    """Print what happened to VERSION; without one, what came into force, when, by whom and why."""
    scoring = connection.scoring
    if version is not None:
        found = scoring.events(scoring.version(version)["version_id"])
        print_events(connection.console, found, connection.language)
        return
    print_activations(connection.console, scoring.activations(name=name, call=call), connection.language)


@click.command("import-files")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", required=True, help="Who reads them in; this person may not approve them.")
@_data_option
@language_option
def import_files(path: Path, by: str, data: Path | None, language: Language | None) -> None:
    """Read in the rule file PATH, or all below the folder PATH; each new version becomes a draft, whatever it was.

    A version that is kept already stays as it is. Read in again nothing changes.
    """
    _carry(data, language, "import", str(path), "--by", by)


@click.command()
@click.argument("version")
@_with_scoring
def recheck(connection: Connection, version: str) -> None:
    """Have the draft VERSION (such as stockholm-2018@2) checked again."""
    _check_and_tell(connection, connection.scoring.version(version)["version_id"])


@click.command()
@click.option("--call", metavar="CODE", help="For this call.")
@click.option("--name", help="For calls to come of this rule set.")
@click.option("--reason", required=True, help="Kept in the log.")
@_with_scoring
def rollback(connection: Connection, call: str | None, name: str | None, reason: str) -> None:
    """Bring into force what was so before, for one call or for the calls to come of one rule set."""
    if (call is None) is (name is None):
        raise click.UsageError("say either --call or --name")
    _tell_activation(connection, connection.scoring.roll_back(name=name, call=call, reason=reason))


@click.command("screen-again")
@click.argument("call")
@click.option("--version", help="By this approved version.  [default: what is in force for the call]")
@click.option("--reason", required=True, help="Kept in the log.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait until it is done.")
@_with_scoring
def screen_again(connection: Connection, call: str, version: str | None, reason: str, wait: bool) -> None:
    """Have the call with the code CALL screened again; its earlier proposals stay beside the new ones."""
    scoring = connection.scoring
    version_id = None if version is None else scoring.version(version)["version_id"]
    begun = scoring.screen_again(call, reason, version_id)
    connection.say("command.screening-again", call=call, screening=begun["screening_id"])
    while wait and begun["state"] not in _ENDED__screen_again:
        time.sleep(_POLL_S__screen_again)
        begun = scoring.screening(begun["screening_id"])
    if begun["state"] == "refused":
        connection.say("command.screening-ended", problems="; ".join(begun["problems"]))
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    if begun["state"] == "done":
        version_name = f"{begun['rule_set']}@{begun['rule_set_version']}"
        connection.say("command.screened-again", count=begun["verdicts"], version=version_name)


@click.group()
def shadow() -> None:
    """Run a version beside the active one during a live call; nothing of it reaches applicants or staff."""


@shadow.command()
@click.argument("version")
@click.option("--call", required=True, metavar="CODE", help="The call to follow.")
@_with_scoring
def start(connection: Connection, version: str, call: str) -> None:
    """Let VERSION run beside the active one for a call."""
    scoring = connection.scoring
    begun = scoring.start_shadow(scoring.version(version)["version_id"], call)
    connection.say("command.shadow-started", version=version, call=call, shadow=begun["shadow_id"])


@shadow.command("list")
@click.option("--call", metavar="CODE", help="Only of this call.")
@_with_scoring
def list_runs(connection: Connection, call: str | None) -> None:
    """List shadow runs with what they found."""
    print_shadows(connection.console, connection.scoring.shadows(call), connection.language)


@shadow.command()
@click.argument("shadow_id")
@_with_scoring
def end(connection: Connection, shadow_id: str) -> None:
    """End a shadow run; what it found stays."""
    ended = connection.scoring.end_shadow(shadow_id)
    connection.say("command.shadow-ended", shadow=ended["shadow_id"])


@click.command()
@click.argument("version")
@click.option("--out", type=AnyPath, help="Write it there.  [default: standard output]")
@_with_scoring
def text(connection: Connection, version: str, out: Path | None) -> None:
    """Fetch the rule file of VERSION exactly as it was written, to begin the next one from."""
    document = connection.scoring.version(version)["document"]
    if out is None:
        click.echo(document, nl=not document.endswith("\n"))
        return
    out.write_text(document, encoding="utf-8")
    connection.say("command.text-written", version=version, file=out)


@click.command()
@click.option("--name", help="Only of this rule set.")
@click.option("--state", type=click.Choice(["draft", "checked", "approved", "archived"]), help="Only these.")
@_with_scoring
def versions(connection: Connection, name: str | None, state: str | None) -> None:
    """List the versions that scoring keeps, with their state and what they are in force for."""
    print_versions(connection.console, connection.scoring.versions(name, state), connection.language)


def _tell_activation(connection: Connection, done: dict[str, Any]) -> None:
    """Print which version is in force for what."""
    place = done["call_code"] or say("command.calls-to-come", connection.language)
    connection.say("command.version-in-force", version=f"{done['name']}@{done['version']}", place=place)
    if done["screenings"]:
        connection.say("command.has-screenings", count=len(done["screenings"]), call=done["call_code"])


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
    with show_progress(message_console(), language) as display, IntakeClient(machine.address) as intake:
        screened = screen_bundle(intake, bundle, RuleChoice(), display, machine.check)
    return str(screened.call["code"])


def _check_and_tell(connection: Connection, version_id: str) -> None:
    """Check a draft and print what came of it.

    Raises:
        click.exceptions.Exit: with 1 when it has faults.
    """
    found = connection.scoring.step(version_id, "check")
    name = f"{found['name']}@{found['version']}"
    problems = found["problems"] or []
    print_problems(connection.console, problems, connection.language)
    errors = [each for each in problems if each["severity"] == "error"]
    if errors:
        connection.say("command.version-faulty", version=name, count=len(errors))
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    connection.say("command.version-checked", version=name, hash=found["sha256"][:12])


def _print_ground(connection: Connection, found: dict[str, Any]) -> None:
    connection.console.print(f"\n{found['finding']['text'][connection.language]}", soft_wrap=True)
    for sentence in found["sentences"]:
        connection.console.print(f"  – {sentence[connection.language]}", soft_wrap=True)


def _carry(data: Path | None, language: Language | None, *arguments: str) -> None:
    """Run the service's verb and end with its exit code: 0 done, 1 a file was refused, 2 wrong use."""
    environment = {**os.environ, **scoring_database(data, language or "sv")}
    command = (*service_command("scoring_service", "versions"), *arguments, "--lang", language or "sv")
    raise click.exceptions.Exit(subprocess.run(command, env=environment, check=False).returncode)
