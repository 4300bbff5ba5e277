"""The two consoles: results on standard output, everything said on the way on standard error."""

from __future__ import annotations

import shutil

from rich.console import Console

_NARROWEST = 80
_WIDEST = 120


def result_console() -> Console:
    """Give the console for results: 80 to 120 columns wide, whatever the terminal or the pipe says."""
    columns = shutil.get_terminal_size((_WIDEST, 24)).columns
    return Console(width=min(max(columns, _NARROWEST), _WIDEST), highlight=False)


def message_console() -> Console:
    """Give the console for progress, notices and faults."""
    return Console(stderr=True, highlight=False, soft_wrap=True)
