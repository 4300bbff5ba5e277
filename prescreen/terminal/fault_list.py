"""Faults of a bundle, listed file by file with the line, the entry and the field of each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from prescreen.bundle.fault import Fault
    from shared.texts import Language

_MOST = 200


def print_faults(console: Console, faults: Sequence[Fault], language: Language | None) -> None:
    """Print every fault in one language, or in Swedish with English beneath when ``language`` is None."""
    languages = (language,) if language else LANGUAGES
    ordered = sorted(faults, key=lambda fault: (fault.file or "", fault.line or 0))
    for file, members in groupby(ordered[:_MOST], key=lambda fault: fault.file):
        console.print(Text(file or "bundle", style="bold"))
        _print_members(console, members, languages)
    if len(ordered) > _MOST:
        _print_in(console, languages, "command.more-faults", count=len(ordered) - _MOST)
    _print_in(console, languages, "command.fault-count", count=len(ordered))


def _print_members(console: Console, faults: Iterable[Fault], languages: Sequence[Language]) -> None:
    for fault in faults:
        console.print(Text(f"  {_place(fault, languages[0])}", style="red"))
        for language, style in zip(languages, ("", "dim"), strict=False):
            console.print(Text(f"    {fault.en if language == 'en' else fault.sv}", style=style))


def _place(fault: Fault, language: Language) -> str:
    parts = [fault.entry, fault.field, f"[{fault.code}]"]
    if fault.line is not None:
        parts.insert(0, say("command.line", language, line=fault.line))
    return " · ".join(part for part in parts if part)


def _print_in(console: Console, languages: Sequence[Language], text_id: str, **values: object) -> None:
    for language, style in zip(languages, ("bold", "dim"), strict=False):
        console.print(Text(say(text_id, language, **values), style=style))
