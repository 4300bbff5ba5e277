"""``prescreen rules backtest``: who would change, and with which sentence, on a round that is kept."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from prescreen.commands.options import AnyPath, Folder
from prescreen.commands.stored_rules._bundle_stage import screened_bundle
from prescreen.commands.stored_rules._connection import with_scoring
from prescreen.exit_codes import ExitCode
from prescreen.terminal.backtest_table import print_backtest

if TYPE_CHECKING:
    from prescreen.commands.stored_rules._connection import Connection

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
