"""Workbooks made for tests: by openpyxl, and by hand from the XML that other programs write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def saved(book: Workbook) -> bytes:
    """Give the content of a workbook's file."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def made_book(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> Workbook:
    """Make a workbook of rows of values by the sheets' titles."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def packed_book(
    sheet_data: str, *, parts: Mapping[str, str | bytes] | None = None, date1904: bool = False
) -> bytes:
    """Pack a workbook of one sheet ``Blad1`` from the XML between its root's tags, as a program that is not Excel would."""
    more = "<workbookPr date1904='1'/>" if date1904 else ""
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Override PartName='/xl/workbook.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
        "<Override PartName='/xl/styles.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='r1' "
        f"Type='{_RELS}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{_RELS}'>{more}<sheets>"
        "<sheet name='Blad1' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"<Relationship Id='r1' Type='{_RELS}/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='r2' Type='{_RELS}/styles' Target='styles.xml'/></Relationships>",
        "xl/styles.xml": f"<styleSheet xmlns='{MAIN}'><numFmts count='1'>"
        "<numFmt numFmtId='165' formatCode='yyyy\\-mm\\-dd'/></numFmts><fonts count='1'><font/></fonts>"
        "<fills count='1'><fill/></fills><borders count='1'><border/></borders>"
        "<cellStyleXfs count='1'><xf/></cellStyleXfs>"
        "<cellXfs count='2'><xf/><xf numFmtId='165' applyNumberFormat='1'/></cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{MAIN}'>{sheet_data}</worksheet>",
        **(parts or {}),
    }
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        for name, part in written.items():
            packed.writestr(name, part if isinstance(part, bytes) else _HEAD + part)
    return content.getvalue()


def inline_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Write rows as inline strings without places, as exports of form tools do; numbers as numbers."""
    written = []
    for row in rows:
        cells = "".join(
            "<c/>"
            if value is None
            else f"<c><v>{value}</v></c>"
            if isinstance(value, int)
            else f"<c t='inlineStr'><is><t xml:space='preserve'>{escape(str(value))}</t></is></c>"
            for value in row
        )
        written.append(f"<row>{cells}</row>")
    return f"<sheetData>{''.join(written)}</sheetData>"
