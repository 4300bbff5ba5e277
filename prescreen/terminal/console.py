"""The two consoles: results on standard output, everything said on the way on standard error."""

from __future__ import annotations

import re
import shutil
from typing import IO, TYPE_CHECKING, Any, Final

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType
    from rich.segment import Segment

_NARROWEST = 80
_WIDEST = 120

# What is printed comes from applicants and files: brackets and colons in it are text, never markup.
_PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}

_COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey instead of show: control characters, and what turns the direction of a line."""


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


def message_console(file: IO[str] | None = None) -> Console:
    """Give the console for progress, notices and faults; its lines are as long as what they say."""
    return HarmlessConsole(file=file, stderr=file is None, soft_wrap=True, **_PLAIN)
