"""The two consoles: results on standard output; progress, notices and faults on standard error.

Faults of a bundle are listed file by file, each with its line, entry and field. Progress is a bar on a terminal, and a line now and
then when piped.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import IO, Any, Final, Protocol

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.segment import Segment
from rich.text import Text

from prescreen.bundle import Fault, fault_from
from prescreen_shared.texts.catalogue import LANGUAGES, Language, say

_NARROWEST = 80
_WIDEST = 120
# What is printed comes from applicants and files: brackets and colons in it are text, never markup.
_PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
_COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey instead of show: control characters, and what turns the direction of a line."""
_MOST = 200
_MANY = 10
"""So many faults are summed up by kind before they are listed."""


class HarmlessConsole(Console):
    """A console whose own styles reach the terminal, and no command that stands in a printed text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Give the segments of what is printed, their texts without commands."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=_COMMANDS.sub("", segment.text))


def result_console(file: IO[str] | None = None, columns: int | None = None) -> Console:
    """Give the console for results: 80 to 120 columns wide, whatever the terminal or the pipe says."""
    wanted = columns or shutil.get_terminal_size((_WIDEST, 24)).columns
    return HarmlessConsole(file=file, width=min(max(wanted, _NARROWEST), _WIDEST), **_PLAIN)


def notes_console(file: IO[str] | None = None) -> Console:
    """Give the console for progress, notices and faults; its lines are as long as what they say."""
    return HarmlessConsole(file=file, stderr=file is None, soft_wrap=True, **_PLAIN)


def print_faults(
    console: Console,
    faults: Sequence[Fault],
    language: Language | None,
    count: int | None = None,
    summary: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Print faults in one language, or in Swedish with English beneath when ``language`` is None.

    ``count`` is how many there are in all, where not all of them are among ``faults``; many faults of few kinds are
    summed up first, by ``summary``.
    """
    languages = (language,) if language else LANGUAGES
    total = len(faults) if count is None else count
    if total >= _MANY and len(summary) < total:
        _print_summary(console, summary, languages)
    ordered = sorted(faults, key=lambda fault: (fault.file or "", fault.line or 0))
    for file, members in groupby(ordered[:_MOST], key=lambda fault: fault.file):
        console.print(Text(file or "bundle", style="bold"))
        _print_members(console, members, languages)
    shown = min(len(ordered), _MOST)
    if total > shown:
        _print_in(console, languages, "command.more-faults", count=total - shown)
    _print_in(console, languages, "command.fault-count", count=total)


def _print_summary(
    console: Console, summary: Sequence[Mapping[str, Any]], languages: Sequence[Language]
) -> None:
    _print_in(console, languages, "command.summary")
    for kind in summary:
        example = fault_from(kind["example"])
        place = example.cell or example.entry or ""
        parts = (kind.get("file"), kind.get("field"), f"[{kind['code']}]")
        about = " · ".join(part for part in parts if part)
        console.print(Text(f"  {kind['count']} × {about}", style="red"))
        for language, style in zip(languages, ("", "dim"), strict=False):
            said = example.en if language == "en" else example.sv
            console.print(Text(f"    {place}: {said}" if place else f"    {said}", style=style))


def print_remarks(console: Console, remarks: Sequence[Mapping[str, Any]], language: Language) -> None:
    """Print what of a list is no application, each with its place."""
    for each in remarks:
        written = f" ({each['written']})" if each["written"] else ""
        console.print(Text(f"{each['cell']}: {each[language]}{written}.", style="dim"))


class ProgressDisplay(Protocol):
    """Shows how far the work has come."""

    def step(self, text_id: str, **values: object) -> None:
        """Say what is being done from now on."""

    def count(self, done: int, total: int) -> None:
        """Say how many applications are done."""


@contextmanager
def show_progress(console: Console, language: Language, *, quiet: bool = False) -> Iterator[ProgressDisplay]:
    """Give the display that suits the console."""
    if quiet:
        yield SilentProgress()
    elif not console.is_terminal:
        yield LineProgress(console, language)
    else:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield BarProgress(progress, language)


def _print_members(console: Console, faults: Iterable[Fault], languages: Sequence[Language]) -> None:
    for fault in faults:
        console.print(Text(f"  {_place(fault, languages[0])}", style="red"))
        for language, style in zip(languages, ("", "dim"), strict=False):
            console.print(Text(f"    {fault.en if language == 'en' else fault.sv}", style=style))


def _place(fault: Fault, language: Language) -> str:
    parts = [fault.cell, fault.entry, fault.field, f"[{fault.code}]"]
    if fault.line is not None:
        parts.insert(0, say("command.line", language, line=fault.line))
    return " · ".join(part for part in parts if part)


def _print_in(console: Console, languages: Sequence[Language], text_id: str, **values: object) -> None:
    for language, style in zip(languages, ("bold", "dim"), strict=False):
        console.print(Text(say(text_id, language, **values), style=style))


class SilentProgress:
    """Shows nothing."""

    def step(self, text_id: str, **values: object) -> None:
        """Say nothing."""

    def count(self, done: int, total: int) -> None:
        """Say nothing."""


class LineProgress:
    """A line for each step, and one each time another tenth of the applications is done."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._language = language
        self._tenths = -1

    def step(self, text_id: str, **values: object) -> None:
        """Print the step."""
        self._console.print(say(text_id, self._language, **values))

    def count(self, done: int, total: int) -> None:
        """Print the count when another tenth is done."""
        tenths = done * 10 // total if total else 10
        if tenths > self._tenths and done:
            self._tenths = tenths
            self._console.print(say("command.done-of", self._language, done=done, total=total))


class BarProgress:
    """A bar that moves."""

    def __init__(self, progress: Progress, language: Language) -> None:
        self._progress = progress
        self._language = language
        self._task = progress.add_task("", total=None)

    def step(self, text_id: str, **values: object) -> None:
        """Name the step beside the bar."""
        self._progress.update(self._task, description=say(text_id, self._language, **values))

    def count(self, done: int, total: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=total)
