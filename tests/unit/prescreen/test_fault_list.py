"""Faults are listed by file, line, entry and field, in Swedish with English beneath."""

from __future__ import annotations

import io
from typing import Any

from prescreen.bundle import Fault
from prescreen.terminal.console import notes_console, print_faults

FAULTS = [
    Fault("call.json", "unknown_key", "Okänd nyckel.", "Unknown key.", field="colour"),
    Fault(
        "applications.json",
        "negative",
        "Beloppet är negativt.",
        "The amount is negative.",
        184,
        "A-7",
        "requested_amount",
    ),
]


def printed(faults: list[Fault], language: Any = None) -> list[str]:
    """Print faults."""
    console = notes_console(io.StringIO())
    print_faults(console, faults, language)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


def test_each_fault_says_where_it_stands_and_what_it_is() -> None:
    assert printed(FAULTS) == [
        "applications.json",
        "  rad 184 · A-7 · requested_amount · [negative]",
        "    Beloppet är negativt.",
        "    The amount is negative.",
        "call.json",
        "  colour · [unknown_key]",
        "    Okänd nyckel.",
        "    Unknown key.",
        "2 fel. Ingenting har sparats.",
        "2 faults. Nothing was stored.",
    ]


def test_one_language_alone_when_asked() -> None:
    lines = printed(FAULTS, "en")
    assert "    Unknown key." in lines
    assert not any("Okänd" in line or "rad" in line for line in lines)


def test_a_flood_of_faults_is_cut_and_counted() -> None:
    lines = printed([Fault("call.json", "c", "s", "e")] * 1000, "sv")
    assert len(lines) < 500
    assert "… och 800 fel till." in lines
