"""Reads a workbook (.xlsx) straight from its XML, cell by cell, within bounds, so that no file costs more than a list is worth.

A formula gives the value that was stored with it: nothing is computed, and nothing outside the file is looked up. Of styles
only what makes a number a day or a percentage is read, so that a workbook whose looks are odd is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain
from posixpath import dirname, join, normpath
from typing import Final
from xml.etree.ElementTree import Element, fromstring, iterparse
from zipfile import ZipFile

from prescreen_shared.errors import InputRefusedError
from prescreen_shared.sheets.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    Cell,
    Plain,
    Row,
    Sheet,
    column_number,
    refused,
    require_bounds,
    text_cell,
)

MOST_BYTES: Final = 150_000_000
"""So large may the parts of a workbook be together when they are unpacked."""
MOST_PARTS: Final = 2_000
MOST_ELEMENTS: Final = 3_000_000
"""So many cells and rows are looked at in a workbook, blank ones included: a whole sheet of blank rows with a format fits."""
_WORKBOOK: Final = re.compile(r"(?i)xl/workbook\.(xml|bin)")
_PLACE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_DATE_FORMATS: Final = frozenset(chain(range(14, 23), range(27, 37), range(45, 48), range(50, 59)))
"""The numbers of the formats that every program has for days and times."""
_PERCENT_FORMATS: Final = frozenset(("9", "10"))
_NOT_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_EPOCH: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_LAST_DAY: Final = 2_958_465
Merged = tuple[int, int, int, int]


def read_xlsx(content: bytes, name: str) -> Book:
    """Read every sheet of a workbook.

    Raises:
        InputRefusedError: it is damaged, no workbook, or beyond the bounds; names the file.
    """
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                raise refused(name, "sheet_too_large", max=MOST_BYTES // 1_000_000)
            found = [part.filename for part in parts if _WORKBOOK.fullmatch(part.filename)]
            if len(found) != 1 or not found[0].lower().endswith(".xml"):
                raise refused(name, "sheet_unknown_kind")
            _refuse_entities(packed, name)
            return _Workbook(packed, found[0], name).read()
    except InputRefusedError:
        raise
    except Exception as error:
        # A damaged file makes the parts that read it raise whatever they stumble on.
        raise refused(name, "sheet_damaged") from error


def _refuse_entities(packed: ZipFile, name: str) -> None:
    """Refuse XML that declares anything of its own, which no spreadsheet program writes."""
    for part in packed.namelist():
        if part.endswith((".xml", ".rels")):
            with packed.open(part) as opened:
                if b"<!" in opened.read(2_000).replace(b"\x00", b"").replace(b"<!--", b""):
                    raise refused(name, "sheet_damaged")


class _Workbook:
    """One workbook; what it has looked at is bounded for all sheets together."""

    def __init__(self, packed: ZipFile, path: str, name: str) -> None:
        self._packed, self._path, self._name = packed, path, name
        self._elements = self._filled = 0

    def read(self) -> Book:
        root = self._part(self._path)
        assert root is not None, "the workbook has been found"
        related = self._related()
        self._strings = list(self._shared_strings(related))
        self._dates = self._styles(related, _is_date)
        self._percents = self._styles(related, _is_percent)
        is_1904 = any(_is_true(each.get("date1904")) for each in _all(root, "workbookPr"))
        self._epoch = _EPOCH_1904 if is_1904 else _EPOCH
        sheets = []
        for sheet in _all(root, "sheet"):
            kind, path = related.get(_attribute(sheet, "id"), ("", ""))
            if kind == "worksheet":
                is_hidden = sheet.get("state", "visible") != "visible"
                sheets.append(self._sheet(sheet.get("name") or "", path, is_hidden=is_hidden))
        return Book(self._name, sheets)

    def _part(self, path: str) -> Element | None:
        if path not in self._packed.namelist():
            return None
        return fromstring(self._packed.read(path))

    def _related(self) -> dict[str, tuple[str, str]]:
        """Give kind and path of each part that the workbook names, by the name it has there."""
        folder, file = dirname(self._path), self._path.rpartition("/")[2]
        root = self._part(f"{folder}/_rels/{file}.rels")
        found = {}
        for each in () if root is None else _all(root, "Relationship"):
            path = normpath(join(f"/{folder}", each.get("Target") or "")).lstrip("/")
            found[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], path)
        return found

    def _shared_strings(self, related: Mapping[str, tuple[str, str]]) -> Iterator[str]:
        for path in _paths(related, "sharedStrings"):
            with self._packed.open(path) as source:
                for _, element in iterparse(source):
                    if _tag(element) == "si":
                        yield _text(element)
                        element.clear()

    def _styles(
        self, related: Mapping[str, tuple[str, str]], fits: Callable[[str, str | None], bool]
    ) -> frozenset[int]:
        """Give the numbers of the cell styles whose format, by its number or its own code, ``fits``."""
        for path in _paths(related, "styles"):
            root = self._part(path)
            if root is None:
                continue
            own = {each.get("numFmtId"): each.get("formatCode") or "" for each in _all(root, "numFmt")}
            for formats in _all(root, "cellXfs"):
                numbers = [each.get("numFmtId") or "0" for each in formats if _tag(each) == "xf"]
                return frozenset(at for at, number in enumerate(numbers) if fits(number, own.get(number)))
        return frozenset()

    def _sheet(self, title: str, path: str, *, is_hidden: bool) -> Sheet:
        rows: dict[int, Row] = {}
        merged: list[Merged] = []
        hidden: set[int] = set()
        number = 0
        with self._packed.open(path) as source:
            for _, element in iterparse(source):
                tag = element.tag.rpartition("}")[2]
                if tag == "c":
                    self._count()
                elif tag == "row":
                    self._count()
                    number = int(float(element.get("r") or number + 1))
                    self._add(rows, number, element)
                    element.clear()
                elif tag == "col" and _is_true(element.get("hidden")):
                    first, last = (int(element.get(name) or 0) for name in ("min", "max"))
                    hidden.update(range(first, min(last, MOST_COLUMNS) + 1))
                elif tag == "mergeCell":
                    merged.append(_area(element.get("ref") or ""))
        return Sheet(title, [rows[each] for each in sorted(rows)], is_hidden, merged, frozenset(hidden))

    def _count(self) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise refused(self._name, "sheet_too_many_cells", max=MOST_ELEMENTS)

    def _add(self, rows: dict[int, Row], number: int, element: Element) -> None:
        cells: dict[int, Cell] = {}
        column = 0
        for each in element:
            if _tag(each) != "c":
                continue
            place = _PLACE.fullmatch(each.get("r") or "")
            column = column_number(place[1]) if place else column + 1
            cell = self._cell(each, number, column) if len(each) else None
            if cell is not None and not cell.is_blank:
                cells[column] = cell
        if cells:
            rows[number] = Row(number, cells, _is_true(element.get("hidden")))
            self._filled += 1
            require_bounds(self._name, self._filled, max(cells))

    def _cell(self, element: Element, row: int, column: int) -> Cell | None:
        inside = {_tag(each): each for each in element}
        kind = element.get("t", "n")
        if kind == "inlineStr" and "is" in inside:
            return text_cell(row, column, _text(inside["is"]))
        stored = inside["v"].text if "v" in inside else None
        if stored is None or (not stored.strip() and kind not in ("str", "s")):
            formula = inside.get("f")
            if formula is None or kind == "str":
                return None
            return Cell(row, column, None, "cell_formula", f"={formula.text or '…'}")
        if kind == "e":
            return Cell(row, column, None, "cell_error", stored)
        try:
            value = self._value(kind, stored, int(element.get("s") or 0))
            return text_cell(row, column, value) if isinstance(value, str) else Cell(row, column, value)
        except (ValueError, OverflowError, IndexError):
            return Cell(row, column, None, "cell_error", stored[:80])

    def _value(self, kind: str, stored: str, style: int) -> Plain:
        if kind == "s":
            return self._strings[int(stored)]
        if kind == "b":
            return _is_true(stored.strip())
        if kind == "d":
            return _day_or_moment(datetime.fromisoformat(stored.strip().removesuffix("Z")))
        if kind != "n":
            return stored
        number = float(stored)
        if style in self._dates and 0 <= number <= _LAST_DAY:
            return _from_serial(number, self._epoch)
        if style in self._percents:
            # As people see it: whether 0,5 or 50 is meant, only they know.
            return f"{number * 100:.12g} %".replace(".", ",")
        # What a sum of decimals leaves behind the fifteenth digit no program shows.
        return int(number) if number.is_integer() and abs(number) < 1e15 else float(f"{number:.15g}")


def _tag(element: Element) -> str:
    """Give the name of an element without its namespace, which has two forms in workbooks."""
    return element.tag.rpartition("}")[2]


def _all(root: Element, tag: str) -> Iterator[Element]:
    return (each for each in root.iter() if _tag(each) == tag)


def _attribute(element: Element, name: str) -> str:
    """Give an attribute of another namespace by its name."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def _paths(related: Mapping[str, tuple[str, str]], kind: str) -> list[str]:
    return [path for found, path in related.values() if found == kind]


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_date(number: str, own: str | None) -> bool:
    if own is None:
        return number.isdecimal() and int(number) in _DATE_FORMATS
    # A format of several parts is that of positive numbers first; ``[h]:mm`` counts hours and is no day.
    plain = _NOT_IN_FORMAT.sub("", own.partition(";")[0]).lower()
    return bool(re.search("[dmyhs]", plain)) and "general" not in plain


def _is_percent(number: str, own: str | None) -> bool:
    return number in _PERCENT_FORMATS if own is None else "%" in _NOT_IN_FORMAT.sub("", own)


def _text(element: Element) -> str:
    """Give the text of a string in the workbook; how its signs are to be pronounced is no part of it."""
    found: list[str] = []
    for each in element:
        if _tag(each) in ("t", "r"):
            found.extend(part.text or "" for part in each.iter() if _tag(part) == "t")
    return "".join(found)


def _area(written: str) -> Merged:
    first, _, last = written.partition(":")
    begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
    if begin is None or end is None:
        return (1, 1, MOST_COLUMNS, MOST_ROWS)
    return column_number(begin[1]), int(begin[2]), column_number(end[1]), int(end[2])


def _from_serial(number: float, epoch: datetime) -> Plain:
    """Give the day or moment that a number of days stands for; a time alone is no day."""
    # A serial number counts in binary fractions of days, so that 13:05 comes out a few microseconds beside it.
    moment = epoch + timedelta(seconds=round(number * 86_400))
    if number < 1:
        return moment.time()
    # A year 1900 with a 29 February is counted, so that its first days are one behind.
    return _day_or_moment(moment + timedelta(days=1) if epoch == _EPOCH and number < 60 else moment)


def _day_or_moment(moment: datetime) -> date | datetime:
    return moment.date() if moment.time() == time() else moment
