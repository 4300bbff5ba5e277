"""``prescreen rules``: the life of a version that scoring keeps, from draft to archive, over scoring's HTTP API.

A draft is checked, approved by somebody else than its author, put in force, and perhaps the one before it again; each step is
kept in the log with who took it and why.
"""

import time
from pathlib import Path
from typing import Any, Final

import click

from prescreen.commands.connection import Connection, with_scoring
from prescreen.commands.options import AnyPath, File
from prescreen.exit import ExitCode
from prescreen.terminal.rule_tables import print_activations, print_events, print_problems, print_versions
from prescreen_shared.texts.catalogue import say

_POLL_S: Final = 0.2
_ENDED: Final = ("done", "refused")


@click.command()
@click.option("--name", help="Only of this rule set.")
@click.option("--state", type=click.Choice(["draft", "checked", "approved", "archived"]), help="Only these.")
@with_scoring
def versions(connection: Connection, name: str | None, state: str | None) -> None:
    """List the versions that scoring keeps, with their state and what they are in force for."""
    print_versions(connection.console, connection.scoring.versions(name, state), connection.language)


@click.command()
@click.argument("version")
@click.option("--out", type=AnyPath, help="Write it there.  [default: standard output]")
@with_scoring
def text(connection: Connection, version: str, out: Path | None) -> None:
    """Fetch the rule file of VERSION exactly as it was written, to begin the next one from."""
    document = connection.scoring.version(version)["document"]
    if out is None:
        click.echo(document, nl=not document.endswith("\n"))
        return
    out.write_text(document, encoding="utf-8")
    connection.say("command.text-written", version=version, file=out)


@click.command()
@click.argument("rule_file", metavar="FILE", type=File)
@click.option(
    "--change", metavar="VERSION", help="The draft whose text it is to be, such as stockholm-2018@2."
)
@click.option("--note", help="What those who approve it should know.")
@with_scoring
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
@click.argument("version")
@with_scoring
def recheck(connection: Connection, version: str) -> None:
    """Have the draft VERSION (such as stockholm-2018@2) checked again."""
    _check_and_tell(connection, connection.scoring.version(version)["version_id"])


@click.command()
@click.argument("version")
@click.option("--reason", help="Kept in the log.")
@with_scoring
def approve(connection: Connection, version: str, reason: str | None) -> None:
    """Approve VERSION, which must be checked and written by somebody else; nothing of it can be changed afterwards."""
    scoring = connection.scoring
    done = scoring.step(scoring.version(version)["version_id"], "approve", reason)
    connection.say(
        "command.version-approved", version=f"{done['name']}@{done['version']}", person=done["approved_by"]
    )


@click.command()
@click.argument("version")
@click.option("--call", metavar="CODE", help="For this call alone.  [default: for calls to come]")
@click.option("--reason", required=True, help="Kept in the log.")
@with_scoring
def activate(connection: Connection, version: str, call: str | None, reason: str) -> None:
    """Put VERSION in force at once, without restarting anything; what is screened stays as it is.

    Calls to come are those that have not opened: an open call keeps its version, and is named, until you say its --call.
    """
    scoring = connection.scoring
    _tell_activation(connection, scoring.activate(scoring.version(version)["version_id"], call, reason))


@click.command()
@click.option("--call", metavar="CODE", help="For this call.")
@click.option("--name", help="For calls to come of this rule set.")
@click.option("--reason", required=True, help="Kept in the log.")
@with_scoring
def rollback(connection: Connection, call: str | None, name: str | None, reason: str) -> None:
    """Put in force again what was so before, for one call or for the calls to come of one rule set."""
    if (call is None) is (name is None):
        raise click.UsageError("say either --call or --name")
    _tell_activation(connection, connection.scoring.roll_back(name=name, call=call, reason=reason))


@click.command("screen-again")
@click.argument("call")
@click.option("--version", help="By this approved version.  [default: what is in force for the call]")
@click.option("--reason", required=True, help="Kept in the log.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait until it is done.")
@with_scoring
def screen_again(connection: Connection, call: str, version: str | None, reason: str, wait: bool) -> None:
    """Have the call with the code CALL screened again; its earlier proposals stay beside the new ones."""
    scoring = connection.scoring
    version_id = None if version is None else scoring.version(version)["version_id"]
    begun = scoring.screen_again(call, reason, version_id)
    connection.say("command.screening-again", call=call, screening=begun["screening_id"])
    while wait and begun["state"] not in _ENDED:
        time.sleep(_POLL_S)
        begun = scoring.screening(begun["screening_id"])
    if begun["state"] == "refused":
        connection.say("command.screening-ended", problems="; ".join(begun["problems"]))
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    if begun["state"] == "done":
        version_name = f"{begun['rule_set']}@{begun['rule_set_version']}"
        connection.say("command.screened-again", count=begun["verdicts"], version=version_name)


@click.command()
@click.argument("version", required=False)
@click.option("--call", metavar="CODE", help="What was put in force for this call.")
@click.option("--name", help="What was put in force of this rule set.")
@with_scoring
def history(connection: Connection, version: str | None, call: str | None, name: str | None) -> None:
    """Print what happened to VERSION; without one, what was put in force, when, by whom and why."""
    scoring = connection.scoring
    if version is not None:
        found = scoring.events(scoring.version(version)["version_id"])
        print_events(connection.console, found, connection.language)
        return
    print_activations(connection.console, scoring.activations(name=name, call=call), connection.language)


def step_verb(name: str, told: str) -> click.Command:
    """Give the verb of a step that needs no more than who and why, as scoring's ``STEPS`` lists them."""

    @click.command(name, help=told)
    @click.argument("version")
    @click.option("--reason", help="Kept in the log.")
    @with_scoring
    def take(connection: Connection, version: str, reason: str | None) -> None:
        scoring = connection.scoring
        done = scoring.step(scoring.version(version)["version_id"], name, reason)
        connection.say(f"step.{name}.done", version=f"{done['name']}@{done['version']}")

    return take


archive = step_verb("archive", "Put VERSION away; calls that have it keep it.")


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


def _tell_activation(connection: Connection, done: dict[str, Any]) -> None:
    """Print which version is in force for what."""
    place = done["call_code"] or say("command.calls-to-come", connection.language)
    connection.say("command.version-in-force", version=f"{done['name']}@{done['version']}", place=place)
    if done["screenings"]:
        connection.say("command.has-screenings", count=len(done["screenings"]), call=done["call_code"])
    if done["hint"]:
        connection.console.print(done["hint"][connection.language], soft_wrap=True, markup=False)
    for call in done["open_calls"]:
        kind = "touched" if call["is_touched"] else "kept"
        told = {"code": call["code"], "title": call["title"], "version": call["version"] or "–"}
        connection.say(f"versions.open-call-{kind}", **told)
