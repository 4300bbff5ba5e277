"""The two consoles: results on standard output, everything said on the way on standard error."""

from __future__ import annotations

import shutil
from typing import IO, Any

from rich.console import Console

_NARROWEST = 80
_WIDEST = 120

# What is printed comes from applicants and files: brackets and colons in it are text, never markup.
_PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}


def result_console(file: IO[str] | None = None, columns: int | None = None) -> Console:
    """Give the console for results: 80 to 120 columns wide, whatever the terminal or the pipe says."""
    wanted = columns or shutil.get_terminal_size((_WIDEST, 24)).columns
    return Console(file=file, width=min(max(wanted, _NARROWEST), _WIDEST), **_PLAIN)


def message_console(file: IO[str] | None = None) -> Console:
    """Give the console for progress, notices and faults; its lines are as long as what they say."""
    return Console(file=file, stderr=file is None, soft_wrap=True, **_PLAIN)
