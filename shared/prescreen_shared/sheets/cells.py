"""What a workbook or a CSV file holds: sheets of rows of cells, each cell with its place as spreadsheets write it.

A cell that holds no value to read (an error, a formula whose value was not stored) says so instead of being blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from prescreen_shared.errors import Fault, InputRefusedError

MOST_ROWS: Final = 20_000
"""So many rows of a file may hold anything."""
MOST_COLUMNS: Final = 1_000
_LETTERS: Final = 26
_ERROR: Final = re.compile(
    r"(?i)#(?:n/a|null!|num!|ref!|value!|name\?|div/0!|spill!|calc!|field!|getting_data"
    r"|saknas!|skärning!|ogiltigt!|referens!|värdefel!|namn\?|division/0!|spill!)|#{2,}"
)
"""What programs in English and Swedish show in the place of a value that they could not work out, or had no room for."""
Plain = str | int | float | bool | date | time | None
"""What a cell holds; a moment is a ``datetime``, a day without a time of day a ``date``, blank text None."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``problem`` is the code of the fault where it holds no value, and ``written`` what stands there instead."""

    row: int
    column: int
    value: Plain = None
    problem: str | None = None
    written: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands in it."""
        return self.value is None and self.problem is None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the cells that hold anything, by column."""

    number: int
    cells: Mapping[int, Cell]
    is_hidden: bool = False

    def cell(self, column: int) -> Cell:
        """Give the cell of a column, blank where nothing stands."""
        return self.cells.get(column) or Cell(self.number, column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows that hold anything, and its merged areas as (column, row, last column, last row).

    ``widths`` says of each row of a CSV file how many fields it has, blank ones too; a workbook has none.
    """

    title: str
    rows: Sequence[Row]
    is_hidden: bool = False
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_columns: Collection[int] = ()
    widths: Mapping[int, int] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """Write where a cell is, as spreadsheets do: ``Ansökningar!D7``, in a CSV file ``D7``."""
        return self.named(f"{column_letters(column)}{row}")

    def named(self, area: str) -> str:
        """Write an area of the sheet, such as ``A1:C3`` or a row's number, with the sheet's title before it."""
        return f"{self.title}!{area}" if self.title else area


@dataclass(frozen=True, slots=True)
class Book:
    """A file as it was read; ``name`` is what people call it."""

    name: str
    sheets: Sequence[Sheet]


def refused(name: str, code: str, **values: Any) -> InputRefusedError:
    """Give the error that refuses a file as a whole."""
    return InputRefusedError([Fault(code, None, values, file=name)])


def require_bounds(name: str, rows: int, columns: int) -> None:
    """Let a file through that has so many rows, and so many columns, with anything in them.

    Raises:
        InputRefusedError: they are more than any list has.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise refused(name, "sheet_beyond_area", most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)


def clean_text(text: str) -> str | None:
    """Give the text of a cell with line breaks of one kind, without blanks around it; None where nothing is left."""
    text = text.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.strip("\ufeff \t\n\N{NO-BREAK SPACE}") or None


def text_cell(row: int, column: int, text: str) -> Cell:
    """Give a cell of text; text that shows an error is the error, as an export writes it."""
    value = clean_text(text)
    if value is not None and _ERROR.fullmatch(value):
        return Cell(row, column, None, "cell_error", value)
    return Cell(row, column, value)


def column_letters(number: int) -> str:
    """Write the number of a column, from 1, as spreadsheets do: ``D``, ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Read the letters of a column as its number, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
