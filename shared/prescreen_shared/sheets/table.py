"""Finds a table in a sheet by what its columns are called, and tells its entries from what else stands there.

People keep titles above a list, sums and remarks below it, blank rows and group headings in it, and other sheets beside it.
None of that is an entry, and all of it is told as a ``Remark``, so that nothing is left out in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from prescreen_shared.errors import Fault, listed
from prescreen_shared.sheets.cells import Book, Cell, Row, Sheet
from prescreen_shared.written import nearest_words

_HEADER_WITHIN: Final = 60
"""So many rows of a sheet are looked at for the one with the columns' labels."""
_PAUSE: Final = re.compile(r"[\s*:?.,;!\"'”’“_/–—-]+")
_ASIDE: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SUM: Final = re.compile(
    r"(?:del|total|slut)?summa\b.*|totalt?\b.*|(?:sub-?|grand )?total\b.*|sum\b.*|antal\b.*|medel(?:värde)?\b.*"
    r"|genomsnitt\b.*|average\b.*|count\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """What one column of a table can be called, in either language; ``is_required`` where no entry can do without it."""

    key: str
    names: Sequence[str]
    is_required: bool = False
    tells_apart: bool = False
    """A row in which no column stands that does so is no entry: a sum, or a remark."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the file that is no entry and was not taken, or was taken though it may not be meant; ``code`` says which."""

    code: str
    place: str
    written: str = ""


@dataclass(frozen=True)
class Table:
    """The entries of one sheet; ``columns`` gives the number of each key's column."""

    sheet: Sheet
    header: Row
    columns: Mapping[str, int]
    entries: Sequence[Row]

    def cell(self, row: Row, key: str) -> Cell | None:
        """Give the cell of a key, None where the table has no such column."""
        column = self.columns.get(key)
        return None if column is None else row.cell(column)

    def place(self, row: Row, key: str) -> str:
        """Write where the cell of a key is; where there is no such column, the row."""
        column = self.columns.get(key)
        return self.sheet.named(str(row.number)) if column is None else self.sheet.place(row.number, column)

    def label(self, key: str) -> str:
        """Give what the column is called in the sheet."""
        column = self.columns.get(key)
        return "" if column is None else str(self.header.cell(column).value)


@dataclass
class Tables:
    """What a file holds: its tables, what is wrong with them as tables, and what was passed over."""

    tables: list[Table] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def find_tables(book: Book, labels: Sequence[Label]) -> Tables:
    """Find every table of a file, sheet by sheet; a hidden sheet is passed over, a hidden row is not."""
    found = Tables()
    known = Labels(labels)
    for sheet in book.sheets:
        if sheet.is_hidden:
            if sheet.rows:
                found.remarks.append(Remark("hidden_sheet", sheet.title))
            continue
        header = _header(sheet, known)
        if header is None:
            if sheet.rows and sheet.title:
                found.remarks.append(Remark("other_sheet", sheet.title))
            continue
        _Finder(book, sheet, header, known, found).find()
    if not found.tables and not found.faults:
        values = {"accepted": listed(known.first_names(), limit=12)}
        found.faults.append(Fault("no_header", None, values, file=book.name))
    return found


class Labels:
    """Looks up what columns are called; capitals, blanks, and signs such as a colon or an asterisk make no difference."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self._keys: dict[str, str] = {}
        for label in labels:
            for name in (label.key, *label.names):
                self._keys.setdefault(fold_label(name), label.key)
        self.required = [label for label in labels if label.is_required]
        self.tell_apart = frozenset(label.key for label in labels if label.tells_apart)

    def key(self, written: object) -> str | None:
        """Give the key that a header stands for; what it adds in parentheses counts only where it must."""
        if not isinstance(written, str):
            return None
        return self._keys.get(fold_label(written)) or self._keys.get(fold_label(_ASIDE.sub("", written)))

    def nearest(self, written: str) -> str:
        """Give the label that a header may be a slip of, or nothing."""
        near = nearest_words(fold_label(written), self._folded, least=75)
        return self._folded[near[0]] if near else ""

    def first_names(self) -> list[str]:
        """Give one name of each column."""
        return [next(iter(label.names), label.key) for label in self._labels]

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold_label(name): name for label in self._labels for name in label.names}


def fold_label(written: str) -> str:
    """Give a label without what does not tell labels apart; å, ä and ö stay letters of their own."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", written))
    return _PAUSE.sub(" ", plain).strip().casefold()


def _header(sheet: Sheet, known: Labels) -> Row | None:
    """Give the row that names the most columns, at least two of them, with what merged cells above and beside it say."""
    best: Row | None = None
    most = 1
    for row in sheet.rows[:_HEADER_WITHIN]:
        spread = _spread(sheet, row)
        keys = {known.key(cell.value) for cell in spread.cells.values()} - {None}
        if len(keys) > most:
            best, most = spread, len(keys)
    return best


def _spread(sheet: Sheet, row: Row) -> Row:
    """Give a row in which a cell that is merged over several rows stands in each of them."""
    cells = dict(row.cells)
    for left, top, _, bottom in sheet.merged:
        if top < row.number <= bottom and left not in cells:
            above = next((each.cells.get(left) for each in sheet.rows if each.number == top), None)
            if above is not None:
                cells[left] = Cell(row.number, left, above.value)
    return Row(row.number, cells, row.is_hidden)


class _Finder:
    """Finds the columns and the entries of one sheet."""

    def __init__(self, book: Book, sheet: Sheet, header: Row, known: Labels, found: Tables) -> None:
        self._book, self._sheet, self._header, self._known, self._found = book, sheet, header, known, found

    def find(self) -> None:
        columns = self._columns()
        before = [row for row in self._sheet.rows if row.number < self._header.number]
        for row in before:
            self._remark("title_row", row)
        below = [row for row in self._sheet.rows if row.number > self._header.number]
        entries = [row for row in below if self._is_entry(row, columns)]
        self._tell_blank_rows(below)
        self._tell_other_columns(columns, entries)
        self._refuse_merged(entries, columns)
        self._tell_hidden_columns(columns, entries)
        self._refuse_more_fields(entries)
        for row in entries:
            if row.is_hidden:
                self._found.remarks.append(Remark("hidden_row", self._sheet.named(str(row.number))))
        self._found.tables.append(Table(self._sheet, self._header, columns, entries))

    def _columns(self) -> dict[str, int]:
        columns: dict[str, int] = {}
        for number, cell in sorted(self._header.cells.items()):
            key = self._known.key(cell.value)
            if key is None:
                continue
            if key in columns:
                first = self._sheet.place(self._header.number, columns[key])
                values = {"label": cell.value, "first": first}
                self._fault("column_twice", self._sheet.place(self._header.number, number), values)
            else:
                columns[key] = number
        for label in self._known.required:
            if label.key not in columns:
                values = {"label": label.names[0], "accepted": listed(label.names, limit=6)}
                self._fault("column_missing", self._sheet.named(str(self._header.number)), values)
        return columns

    def _is_entry(self, row: Row, columns: Mapping[str, int]) -> bool:
        code = self._other_than_entry(row, columns)
        if code == "header_again" and not self._is_same_header(row, columns):
            self._fault("header_differs", self._sheet.named(str(row.number)), {})
        if code is not None:
            self._remark(code, row)
        return code is None

    def _is_same_header(self, row: Row, columns: Mapping[str, int]) -> bool:
        named = {self._known.key(cell.value): number for number, cell in row.cells.items()}
        return all(key is None or columns.get(key) == number for key, number in named.items())

    def _other_than_entry(self, row: Row, columns: Mapping[str, int]) -> str | None:
        filled = list(row.cells.values())
        first = row.cells[min(row.cells)]
        telling = [columns[key] for key in self._known.tell_apart & columns.keys()]
        named = [number for number in telling if number in row.cells]
        if isinstance(first.value, str) and _SUM.fullmatch(first.value) and set(named) <= {first.column}:
            return "sum_row"
        if sum(self._known.key(cell.value) is not None for cell in filled) > max(1, len(filled) // 2):
            return "header_again"
        if not named and all(_is_figure(cell) for cell in filled):
            return "sum_row"
        if len(filled) == 1 and isinstance(first.value, str):
            return "note_row"
        return None

    def _remark(self, code: str, row: Row) -> None:
        texts = [str(cell.value if cell.problem is None else cell.written) for cell in row.cells.values()]
        written = ", ".join(" ".join(text.split()) for text in texts)
        self._found.remarks.append(Remark(code, self._sheet.named(str(row.number)), written[:120]))

    def _tell_blank_rows(self, below: Sequence[Row]) -> None:
        for area in _gaps([self._header.number, *(row.number for row in below)]):
            self._found.remarks.append(Remark("blank_rows", self._sheet.named(area)))

    def _tell_other_columns(self, columns: Mapping[str, int], entries: Sequence[Row]) -> None:
        taken = set(columns.values())
        used = {number for row in entries for number in row.cells}
        for number in sorted((used | self._header.cells.keys()) - taken):
            header = self._header.cells.get(number)
            if header is not None and self._known.key(header.value) is not None:
                continue
            place = self._sheet.place(self._header.number, number)
            written = "" if header is None else " ".join(str(header.value).split())[:120]
            near = self._known.nearest(written)
            self._found.remarks.append(
                Remark("other_column", place, written + (f" → {near}?" if near else ""))
            )

    def _tell_hidden_columns(self, columns: Mapping[str, int], entries: Sequence[Row]) -> None:
        for number in sorted(columns.values()):
            if number in self._sheet.hidden_columns and any(number in row.cells for row in entries):
                place = self._sheet.place(self._header.number, number)
                written = " ".join(str(self._header.cell(number).value).split())[:120]
                self._found.remarks.append(Remark("hidden_column", place, written))

    def _refuse_more_fields(self, entries: Sequence[Row]) -> None:
        """Refuse a row of a CSV file with more fields than the headings: what parts fields stands in one without quotes."""
        widths = self._sheet.widths
        most = widths.get(self._header.number, 0)
        for row in entries:
            if widths.get(row.number, 0) > most and max(row.cells) > most:
                values = {"count": widths[row.number], "most": most}
                self._fault("csv_more_fields", self._sheet.named(str(row.number)), values)

    def _refuse_merged(self, entries: Sequence[Row], columns: Mapping[str, int]) -> None:
        rows = {row.number for row in entries}
        for left, top, right, bottom in self._sheet.merged:
            covered = [number for number in columns.values() if left <= number <= right]
            if covered and rows & set(range(top, bottom + 1)) and (bottom > top or len(covered) > 1):
                begin, end = self._sheet.place(top, left), self._sheet.place(bottom, right).rpartition("!")[2]
                self._fault("merged_cells", f"{begin}:{end}", {})

    def _fault(self, code: str, place: str, values: Mapping[str, Any]) -> None:
        self._found.faults.append(Fault(code, None, values, file=self._book.name, cell=place))


def _is_figure(cell: Cell) -> bool:
    return cell.problem is not None or isinstance(cell.value, int | float)


def _gaps(numbers: Sequence[int]) -> Iterator[str]:
    """Write the numbers that are left out of a row of numbers: ``8`` or ``8–11``."""
    for before, after in pairwise(numbers):
        if after - before == 2:
            yield str(before + 1)
        elif after - before > 2:
            yield f"{before + 1}–{after - 1}"
