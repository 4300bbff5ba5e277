"""Versions of rules, their logs and their activations as tables on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from shared.texts import knows, say
from shared.texts.formats import format_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

    from shared.texts import Language

    Answer = Mapping[str, Any]

_HASH_SHOWN = 12


def print_versions(console: Console, versions: Iterable[Answer], language: Language) -> None:
    """Print a line for each version: its state, who wrote and approved it, and what it is in force for."""
    table = _table(
        language,
        "column-version",
        "column-state",
        "column-author",
        "column-approver",
        "column-in-force",
        "column-hash",
    )
    for each in versions:
        table.add_row(
            f"{each['name']}@{each['version']}",
            say(f"version_state.{each['state']}", language),
            each["author"],
            each["approved_by"] or "–",
            in_force(each, language),
            (each["sha256"] or "–")[:_HASH_SHOWN],
        )
    console.print(table)


def in_force(version: Answer, language: Language) -> str:
    """Say for which calls a version is in force."""
    places = [say("command.calls-to-come", language)] if version["in_force"] else []
    return ", ".join([*places, *version["calls"]]) or "–"


def print_events(console: Console, events: Iterable[Answer], language: Language) -> None:
    """Print what happened, the newest first."""
    table = _table(language, "column-when", "column-who", "column-what", "column-call", "column-reason")
    for each in events:
        table.add_row(
            _moment(each["at"], language),
            each["by"],
            _word("version_event", each["kind"], language),
            each["call_code"] or "–",
            each["reason"] or "",
        )
    console.print(table)


def print_activations(console: Console, activations: Iterable[Answer], language: Language) -> None:
    """Print what came into force, the newest first."""
    table = _table(
        language, "column-when", "column-what", "column-version", "column-call", "column-who", "column-reason"
    )
    for each in activations:
        table.add_row(
            _moment(each["at"], language),
            _word("activation_kind", each["kind"], language),
            "–" if each["version"] is None else f"{each['name']}@{each['version']}",
            each["call_code"] or say("command.calls-to-come", language),
            each["by"],
            each["reason"] or "",
        )
    console.print(table)


def print_problems(console: Console, problems: Iterable[Answer], language: Language) -> None:
    """Print what is wrong with a draft, each with its line and column."""
    for each in problems:
        console.print(
            f"{each['line']}:{each['column']}: {each['path']}",
            style="red" if each["severity"] == "error" else "yellow",
        )
        console.print(f"    {each[language]}", soft_wrap=True)


def _table(language: Language, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(say(f"command.{column}", language))
    return table


def _word(area: str, word: str, language: Language) -> str:
    text_id = f"{area}.{word}"
    return say(text_id, language) if knows(text_id) else word


def _moment(text: str, language: Language) -> str:
    return format_moment(datetime.fromisoformat(text), language)
