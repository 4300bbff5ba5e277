"""Progress of a screening: a bar on a terminal, a line now and then when piped."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from shared.texts import Language


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
