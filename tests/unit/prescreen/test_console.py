"""The consoles: what applicants write is shown, and never obeyed by the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from prescreen.terminal.console import HarmlessConsole, notes_console, result_console

HOSTILE = "Ny\x1b[2J \x1b]0;titel\x07me\x9b31mtod\u202e \x08\x7f\u2066å"


def in_a_table(text: str) -> Table:
    table = Table(title=text)
    table.add_column(text)
    table.add_row(text)
    return table


@pytest.mark.parametrize("make", [result_console, notes_console])
@pytest.mark.parametrize("show", [str, Text, in_a_table])
def test_no_command_in_a_text_reaches_the_terminal(
    make: Callable[[io.StringIO], Console], show: Callable[[str], RenderableType]
) -> None:
    file = io.StringIO()
    make(file).print(show(HOSTILE))
    written = file.getvalue()
    assert not set(written) & set("\x1b\x07\x08\x7f\x9b\u202e\u2066")
    assert "å" in written


def test_the_consoles_own_styles_stay() -> None:
    file = io.StringIO()
    HarmlessConsole(file=file, force_terminal=True, color_system="standard").print(Text("rött", style="red"))
    assert file.getvalue() == "\x1b[31mrött\x1b[0m\n"
