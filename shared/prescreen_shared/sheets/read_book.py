"""Reads a file of a list, whether a workbook or CSV in any dialect of Swedish and English Excel, within bounds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Final

from prescreen_shared.sheets.cells import Book, Cell, Row, Sheet, refused, require_bounds, text_cell
from prescreen_shared.sheets.read_xlsx import read_xlsx

LONGEST_CELL: Final = 1_000_000
SNIFFED: Final = 100
_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
"""The first bytes by which a text says how it is written."""
_SWEDISH: Final = "åäöÅÄÖé"
_DELIMITERS: Final = (";", ",", "\t")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_TEXT: Final = re.compile(r'="([^"]*)"')
_FORMULA: Final = re.compile(r"=[-+(\w$'\"]")
"""What a program writes out of a formula whose value it does not have, and of a text that looks like a number."""


def read_book(content: bytes, name: str) -> Book:
    """Read a workbook (.xlsx, .xlsm) or a CSV file; which of them it is, its first bytes tell.

    Raises:
        InputRefusedError: it cannot be read, or is beyond the bounds; names the file, says why and what would be accepted.
    """
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise refused(name, "sheet_empty")
    if content.startswith(_OLE):
        raise refused(name, "sheet_old_or_locked")
    return read_xlsx(content, name) if content.startswith(b"PK") else _read_csv(content, name)


def _read_csv(content: bytes, name: str) -> Book:
    text = _decoded(content, name)
    if "\x00" in text or text.lstrip().startswith(("<!DOCTYPE", "<html", "%PDF", "{\\rtf")):
        raise refused(name, "sheet_unknown_kind")
    first, _, rest = text.partition("\n")
    stated = re.fullmatch(r"sep=(.)\s*", first)
    delimiter = stated[1] if stated else _delimiter(text)
    rows: list[Row] = []
    widths: dict[int, int] = {}
    number = 1 if stated else 0
    try:
        for fields in _records(rest if stated else text, delimiter):
            number += 1
            cells = {
                column: cell
                for column, each in enumerate(fields, 1)
                if not (cell := _written_out(text_cell(number, column, each))).is_blank
            }
            if cells:
                rows.append(Row(number, cells))
                widths[number] = len(fields)
                require_bounds(name, len(rows), max(cells))
    except csv.Error as error:
        raise refused(name, "csv_quotes", row=number + 1) from error
    return Book(name, [Sheet("", rows, widths=widths)])


def _written_out(cell: Cell) -> Cell:
    """Give a cell of CSV for what it is: a formula holds no value, ``="0012"`` is a text."""
    written = str(cell.value or "")
    if (text := _AS_TEXT.fullmatch(written)) is not None:
        return text_cell(cell.row, cell.column, text[1])
    if _FORMULA.match(written) is not None:
        return Cell(cell.row, cell.column, None, "cell_formula", written)
    return cell


def _decoded(content: bytes, name: str) -> str:
    marked = (encoding for mark, encoding in _MARKS.items() if content.startswith(mark))
    encoding = next(marked, None) or _guessed_encoding(content)
    try:
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise refused(name, "csv_encoding", position=error.start) from error


def _guessed_encoding(content: bytes) -> str:
    sample = content[:2_000]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Rows that end as no program but an old Mac's ends them are written in its letters too.
        is_mac = b"\n" not in content and _letters(content, "mac_roman") > _letters(content, "cp1252")
        return "mac_roman" if is_mac else "cp1252"
    return "utf-8"


def _letters(content: bytes, encoding: str) -> int:
    """Count the Swedish letters that a text has where it is written in an encoding of one byte a letter."""
    return sum(content.count(letter.encode(encoding)) for letter in _SWEDISH)


def _delimiter(text: str) -> str:
    """Find what stands between the cells: what gives most of the first rows the same number of them."""
    best, found = (False, 0.0, 0), ";"
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        try:
            for fields in _records(text, delimiter):
                if any(each.strip() for each in fields):
                    widths.append(len(fields))
                if len(widths) == SNIFFED:
                    break
        except csv.Error:
            # Where it goes wrong is told when the rows are read.
            pass
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = (width > 1, times / (len(widths) or 1), width)
        if score > best:
            best, found = score, delimiter
    return found


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
