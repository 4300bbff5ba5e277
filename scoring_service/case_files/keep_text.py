"""Values in cells, where text stays text whatever it begins with."""

from __future__ import annotations

from typing import Any, Final

FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""What a spreadsheet may take for the beginning of a formula."""


def put_value(cell: Any, value: Any) -> None:
    """Write a value; text stays text, whatever it begins with."""
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value


def put_text(cell: Any, text: str) -> None:
    """Write text that no program takes for a formula."""
    cell.value = text
    keep_text(cell)


def keep_text(cell: Any) -> None:
    """Mark a cell as text, with the quote that spreadsheets put before what looks like a formula."""
    cell.data_type = "s"
    cell.quotePrefix = cell.value[:1] in FORMULA_SIGNS
