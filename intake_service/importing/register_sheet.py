"""The city's register as a workbook, one sheet a section: written for people to change, and read strictly.

A section without a sheet, or with nothing on it, is one that the city does not have; one that is known to be empty says
``inga`` below its labels. Nothing on a sheet is left out in silence: what is not read is a fault at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from prescreen_shared.errors import Fault, InputRefusedError, listed
from prescreen_shared.schemas.derive import body_of
from prescreen_shared.schemas.fields import load
from prescreen_shared.shapes.declaring import Declared, Items, fields_of
from prescreen_shared.shapes.register import SECTIONS, Register
from prescreen_shared.sheets.cells import Book, Cell, Row, Sheet
from prescreen_shared.sheets.read_book import read_book
from prescreen_shared.sheets.table import Label, Table, find_tables, fold_label
from prescreen_shared.sheets.values import CellRefusedError, choice_of, day_of, text_of, whole_of, years_of
from prescreen_shared.texts.catalogue import LANGUAGES, say, shipped

WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Final = "register.xlsx"
NONE: Final = "inga"
"""What stands below the labels of a section that is known to be empty."""
_NONE_WORDS: Final = frozenset((NONE, "inget", "none", "no entries"))
_PASSED_OVER: Final = frozenset(("title_row", "blank_rows", "header_again", "hidden_row", "hidden_column"))
"""What may stand on a sheet beside its entries; anything else that is not read is a fault."""
_PARTED: Final = re.compile(r"\s*[;,\n]\s*")
_WIDTH: Final = 28
_ENTRIES: Final = {
    each.name: each.kind.inside[0].type for each in fields_of(Register) if each.kind.mark(Items) is not None
}


def read_sheets(content: bytes) -> dict[str, Any]:
    """Read a workbook as a register in its public format.

    Raises:
        InputRefusedError: with every fault of every sheet, each with its cell.
    """
    book = read_book(content, FILE)
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    names = _sheet_names()
    for sheet in book.sheets:
        section = names.get(fold_label(sheet.title))
        if section is None:
            if sheet.rows:
                accepted = listed(section_name(each) for each in SECTIONS)
                faults.append(Fault("section_unknown", None, {"accepted": accepted}, FILE, None, sheet.title))
        elif section in found:
            faults.append(
                Fault("section_twice", None, {"name": section_name(section)}, FILE, None, sheet.title)
            )
        else:
            found[section] = _read_section(section, sheet, faults)
    register = {section: entries for section, entries in found.items() if entries is not None}
    if not register and not faults:
        faults.append(Fault("register_empty", None, {"none": NONE}, FILE))
    if faults:
        raise InputRefusedError(faults)
    return register


def write_sheets(register: Mapping[str, Any] | None) -> bytes:
    """Write a register as a workbook with a sheet for every section; without one the sheets are blank."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for section in SECTIONS:
        sheet = book.create_sheet(section_name(section))
        keys = [each.name for each in fields_of(_ENTRIES[section])]
        sheet.append([say(f"register.column.{key}", "sv") for key in keys])
        entries = (register or {}).get(section)
        for entry in entries or ():
            sheet.append([_written(key, entry.get(key)) for key in keys])
        if entries == []:
            sheet.append([NONE])
        for number, cell in enumerate(sheet[1], 1):
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        for row in sheet.iter_rows():
            for each in row:
                # A text that begins as a formula stays text.
                if isinstance(each.value, str):
                    each.data_type = "s"
        sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def section_name(section: str) -> str:
    """Give what a section is called in Swedish, as its sheet is titled."""
    return say(f"register.section.{section}", "sv")


def _sheet_names() -> dict[str, str]:
    named = {section: section for section in SECTIONS}
    for section in SECTIONS:
        named.update({say(f"register.section.{section}", language): section for language in LANGUAGES})
    return {fold_label(name): section for name, section in named.items()}


def _read_section(section: str, sheet: Sheet, faults: list[Fault]) -> list[dict[str, Any]] | None:
    """Give the entries of a sheet; an empty list where it says that there are none, None where it says nothing."""
    empty = [row for row in sheet.rows if _says_none(row)]
    rows = [row for row in sheet.rows if row not in empty]
    shape = _ENTRIES[section]
    visible = Sheet(sheet.title, rows, merged=sheet.merged)
    tables = find_tables(Book(FILE, [visible]), [_label(each) for each in fields_of(shape)])
    says_only_none = bool(empty) and not any(table.entries for table in tables.tables)
    faults.extend(tables.faults if rows and not says_only_none else ())
    for remark in tables.remarks:
        if remark.code not in _PASSED_OVER:
            faults.append(Fault("not_read", None, {"got": remark.written or "–"}, FILE, None, remark.place))
    read = [
        entry
        for table in tables.tables
        for row in table.entries
        if (entry := _read_entry(shape, table, row, faults)) is not None
    ]
    if empty and read:
        at = sheet.place(empty[0].number, min(empty[0].cells))
        faults.append(Fault("none_among_entries", None, {"none": NONE}, FILE, None, at))
    return read if read or empty else None


def _says_none(row: Row) -> bool:
    cells = list(row.cells.values())
    return len(cells) == 1 and isinstance(cells[0].value, str) and fold_label(cells[0].value) in _NONE_WORDS


def _label(declared: Declared) -> Label:
    names = [say(f"register.column.{declared.name}", language) for language in LANGUAGES]
    return Label(declared.name, names, declared.is_required, tells_apart=declared.name in ("name", "project"))


def _read_entry(shape: type, table: Table, row: Row, faults: list[Fault]) -> dict[str, Any] | None:
    """Read one row; None where any of it is at fault, and each fault is added with its cell."""
    entry: dict[str, Any] = {}
    found: dict[str, Fault] = {}
    for declared in fields_of(shape):
        key = declared.name
        cell = table.cell(row, key)
        if cell is None or cell.is_blank:
            continue
        try:
            value = _value(key, cell)
        except CellRefusedError as refused:
            found[key] = Fault(refused.code, key, refused.values)
        else:
            if value is not None:
                entry[key] = value
    loaded = load(body_of(shape)(), entry)
    for fault in loaded.faults:
        found.setdefault((fault.field or "").split(".")[0] or str(fault.values.get("key", "")), fault)
    for key, fault in found.items():
        faults.append(fault.at(file=FILE, cell=table.place(row, key)))
    return None if found else {key: value for key, value in loaded.values.items() if value is not None}


def _value(key: str, cell: Cell) -> Any:
    """Read a cell as the value of a key, None where it states nothing."""
    match key:
        case "years":
            years = years_of(cell)
            return None if years is None else [year for year, _ in years]
        case "ongoing_from":
            return whole_of(cell)
        case "dated_on":
            day = day_of(cell)
            return None if day is None else day.isoformat()
        case "status" | "grant_type":
            words = dict(_words(key))
            written = text_of(cell) or ""
            # A kind of grant is the call's own key; one that has no name here stands as it is written.
            if key == "grant_type" and fold_label(written) not in map(fold_label, words):
                return written
            return choice_of(cell, words)
        case "administrations":
            return [name for name in _PARTED.split(text_of(cell) or "") if name]
    return text_of(cell)


def _words(key: str) -> Iterator[tuple[str, str]]:
    """Give each word that stands for a code of a key, in either language."""
    start = f"register.{key}."
    for text_id in shipped().ids:
        if text_id.startswith(start):
            code = text_id.removeprefix(start)
            yield from ((say(text_id, language), code) for language in LANGUAGES)
            yield code, code


def _written(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key in ("status", "grant_type"):
        return next((word for word, code in _words(key) if code == value), value)
    if isinstance(value, list | tuple):
        return ("; " if key == "administrations" else ", ").join(map(str, value))
    return value
