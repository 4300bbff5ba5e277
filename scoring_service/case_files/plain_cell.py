"""The value that a person put in a cell: no formula, no error, and text without blanks around it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from scoring_service.case_files.cell_error import CellError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

Plain = str | int | float | bool | date | None
"""A day is always a date; a moment with a time of day is not taken."""

BLANKS: Final = dict.fromkeys(
    map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"), " "
)
"""The blanks that spreadsheets put between thousands, all to be read as a space."""


def plain_blanks(plain: Plain) -> Plain:
    """Read every kind of blank as a space; what people wrote as text is kept as they wrote it elsewhere."""
    return plain.translate(BLANKS) if isinstance(plain, str) else plain


def plain_cell(cell: Cell | MergedCell) -> Plain:
    """Give what a cell holds; None where it is blank. Raises CellError."""
    value = cell.value
    if cell.data_type == "f":
        raise CellError(
            "innehåller en formel; skriv själva värdet (klistra in som värde)",
            "holds a formula; write the value itself (paste as value)",
        )
    if cell.data_type == "e":
        raise CellError(
            f"innehåller felvärdet {value}; skriv ett värde", f"holds the error {value}; write a value"
        )
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError(
                f"innehåller ett klockslag ({value:%H:%M}); tas emot: en dag",
                f"holds a time of day ({value:%H:%M}); taken: a day",
            )
        return value.date()
    if value is None or isinstance(value, bool | int | float | date):
        return value
    raise CellError(
        f"innehåller {type(value).__name__}, som inte kan läsas; skriv text, tal eller datum",
        f"holds {type(value).__name__}, which cannot be read; write text, a number or a date",
    )
