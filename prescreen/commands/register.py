"""``prescreen register``: read the city's register, look at what a file would change, put it in force; from a running intake.

Every verb that changes something names who does it, and why; what another person put in force meanwhile is not undone.
"""

import getpass
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.text import Text

from prescreen.bundle import read_json
from prescreen.commands.lists import intake_option, reached
from prescreen.commands.options import AnyPath, File, language_option, person_option
from prescreen.terminal.console import result_console
from prescreen_shared.texts.catalogue import Language, format_moment, format_value, say

_ZIPPED: Final = b"PK"
"""The first bytes of a workbook."""
_ABOUT: Final = ("name", "project")


@click.group()
def register() -> None:
    """Read, try and put in force what the city already knows: its register."""


@register.command()
@click.option("--version", "number", type=click.IntRange(1), help="Another version than the one in force.")
@click.option("--out", type=AnyPath, help="Write it to a file too: .json, or .xlsx for the one in force.")
@intake_option
@language_option
def show(number: int | None, out: Path | None, intake: str, language: Language | None) -> None:
    """Show the register in force, section by section."""
    is_workbook = out is not None and out.suffix.casefold() == ".xlsx"
    if is_workbook and number is not None:
        raise click.BadParameter("a workbook is written of the register in force", param_hint="--version")
    with reached(intake, str(number), language) as client:
        found = client.register(number)
        content = client.register_workbook() if is_workbook else b""
    console, shown_in = result_console(), language or "sv"
    if found is None:
        _print(console, say("register.none", shown_in))
    else:
        _print(console, _line(found, shown_in))
        for section, count in found["sections"].items():
            told = say("register.absent" if count is None else "register.entries", shown_in, count=count or 0)
            _print(console, f"  {say(f'register.section.{section}', shown_in)}: {told}")
    if out is not None:
        register = {} if found is None else found["register"]
        out.write_bytes(content or json.dumps(register, ensure_ascii=False, indent=2).encode())
        _print(console, say("command.register-written", shown_in, file=out))


@register.command()
@intake_option
@language_option
def versions(intake: str, language: Language | None) -> None:
    """List every version: who, when, why, and which calls use it."""
    with reached(intake, "", language) as client:
        found = client.register_versions()
    console, shown_in = result_console(), language or "sv"
    if not found:
        _print(console, say("register.none", shown_in))
    for each in found:
        _print(console, _line(each, shown_in))
        if each["call"]:
            _print(console, f"  {say('register.of-call', shown_in, code=each['call'])}")
        if each["used_by"]:
            _print(console, f"  {say('register.used-by', shown_in, codes=', '.join(each['used_by']))}")


@register.command()
@click.argument("file", type=File)
@intake_option
@language_option
def preview(file: Path, intake: str, language: Language | None) -> None:
    """Tell what the register in FILE (.xlsx or .json) would change; nothing is stored."""
    with reached(intake, file.name, language) as client:
        told = client.preview_register(_content(file))
    _print_differences(result_console(), told, language or "sv")


@register.command("import")
@click.argument("file", type=File)
@click.option("--reason", required=True, help="Why it changes; stands in the log.")
@person_option
@intake_option
@language_option
def import_(file: Path, reason: str, person: str | None, intake: str, language: Language | None) -> None:
    """Put the register in FILE (.xlsx or .json) in force, whole: a section that it lacks is no longer known."""
    console, shown_in = result_console(), language or "sv"
    with reached(intake, file.name, language, person or getpass.getuser()) as client:
        told = client.preview_register(_content(file))
        _print_differences(console, told, shown_in)
        stored = client.put_register(told["register"], told["replaces"], reason)
    _print(console, _line(stored, shown_in))


def _content(file: Path) -> Any:
    content = file.read_bytes()
    return content if content.startswith(_ZIPPED) else read_json(content, file.name).value


def _line(version: Mapping[str, Any], language: Language) -> str:
    words = [say("register.version", language, number=version["version"])]
    if version["in_force"]:
        words.append(say("register.in-force", language))
    words.append(format_moment(datetime.fromisoformat(version["at"]), language))
    if version["by"]:
        words.append(f"{version['by']}: {version['reason']}")
    return ", ".join((*words, f"sha256 {version['sha256']}"))


def _print_differences(console: Console, told: Mapping[str, Any], language: Language) -> None:
    """Print what a register changes against the version that it replaces, section by section."""
    if not told["differences"]:
        _print(console, say("register.unchanged", language, number=told["replaces"]))
    for section in told["differences"]:
        name = say(f"register.section.{section['section']}", language)
        counts = {key: len(section[key]) for key in ("added", "changed", "removed")}
        console.print(Text(f"{name}: {say('register.difference', language, **counts)}", style="bold"))
        if section["change"] != "kept":
            _print(console, f"  {say('register.section-' + section['change'], language)}")
        for sign, key in (("+", "added"), ("-", "removed")):
            for entry in section[key]:
                _print(console, f"  {sign} {_entry(entry, language)}")
        for each in section["changed"]:
            _print(console, f"  ~ {_entry({key: each['after'].get(key) for key in _ABOUT}, language)}")
            for key in each["keys"]:
                was, now = (format_value(each[side].get(key), language) for side in ("before", "after"))
                _print(console, f"      {say(f'register.column.{key}', language)}: {was} → {now}")


def _entry(entry: Mapping[str, Any], language: Language) -> str:
    """Write an entry on a line: what it is about, then what it says of that."""
    said = [
        f"{say(f'register.column.{key}', language)}: {format_value(value, language)}"
        for key, value in entry.items()
        if key not in _ABOUT and value not in (None, [])
    ]
    return " · ".join((*(str(entry[key]) for key in _ABOUT if entry.get(key)), *said))


def _print(console: Console, line: str) -> None:
    console.print(Text(line), soft_wrap=True)
