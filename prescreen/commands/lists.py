"""``prescreen import`` and ``template``: lists of applications in Excel and CSV, to and from a running intake."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.text import Text

from prescreen.bundle import BadBundleError, Fault, fault_from
from prescreen.clients import IntakeClient, IntakeRefusedError
from prescreen.commands.options import AnyPath, File, language_option, person_option
from prescreen.commands.run import exit_on_fault
from prescreen.terminal.console import notes_console, print_remarks, result_console
from prescreen_shared.texts.catalogue import Language, format_value, say

ADDRESS: Final = "http://127.0.0.1:8000"
intake_option = click.option(
    "--intake",
    envvar="PRESCREEN_INTAKE",
    default=ADDRESS,
    show_default=True,
    metavar="URL",
    help="Where intake answers.",
)
call_argument = click.option("--call", "code", required=True, metavar="CALL", help="The call's code.")


@click.command("import")
@click.argument("file", type=File)
@call_argument
@click.option("--preview", is_flag=True, help="Show what would be stored, and store nothing.")
@person_option
@intake_option
@language_option
def import_(
    file: Path, code: str, preview: bool, person: str | None, intake: str, language: Language | None
) -> None:
    """Store the list of applications in FILE (.xlsx or .csv) in an open call, all or nothing."""
    shown_in = language or "sv"
    with reached(intake, code, language, person or getpass.getuser()) as client:
        call_id = str(client.find_call(code)["call_id"])
        report = client.import_list(call_id, file.read_bytes(), file.name, preview=preview)
    console = result_console()
    if preview:
        _print_rows(console, report["rows"], shown_in)
    print_remarks(console, report["remarks"], shown_in)
    text_id = "command.list-preview" if preview else "command.list-stored"
    console.print(say(text_id, shown_in, count=report["applications"], call=code), soft_wrap=True)


@click.command()
@click.argument("code", metavar="CALL")
@click.option("--out", type=AnyPath, help="Where to write it.  [default: CALL.xlsx]")
@intake_option
@language_option
def template(code: str, out: Path | None, intake: str, language: Language | None) -> None:
    """Write an empty list of applications for CALL: its questions as columns, its choices as lists to choose from."""
    with reached(intake, code, language) as client:
        content = client.template(str(client.find_call(code)["call_id"]), language or "sv")
        target = out or Path(f"{Path(code).name}.xlsx")
        target.write_bytes(content)
    result_console().print(
        say("command.template-written", language or "sv", call=code, file=target), soft_wrap=True
    )


@contextmanager
def reached(
    address: str, what: str, language: Language | None, person: str | None = None
) -> Iterator[IntakeClient]:
    """Give intake; what it refuses is told fault by fault. ``what`` is the call's code or the file that is sent."""
    with exit_on_fault(notes_console(), language), IntakeClient(address, person) as client:
        try:
            yield client
        except IntakeRefusedError as error:
            told = [fault_from(each) for each in error.errors]
            if not told:
                told = [Fault.of("command.no-such-call", what, call=what, address=address)]
            raise BadBundleError(told, max(error.count, len(told)), error.summary) from error


def _print_rows(console: Console, rows: Sequence[Mapping[str, Any]], language: Language) -> None:
    for row in rows:
        written = row["application"]
        console.print(Text(f"{row['cell']}: {written['reference']} {written['title']}", style="bold"))
        for key, value in written.items():
            if value not in (None, [], {}) and key not in ("reference", "title"):
                console.print(Text(f"  {key}: {_shown(value, language)}"))


def _shown(value: Any, language: Language) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{key}: {_shown(each, language)}" for key, each in value.items() if each is not None
        )
    if isinstance(value, list):
        return "; ".join(_shown(each, language) for each in value)
    return format_value(value, language)
