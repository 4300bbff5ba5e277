"""The first sheet of a workbook of cases: what it is for, and how to fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Font

from scoring_service.case_files.keep_text import put_text
from scoring_service.case_files.sheet_layout import TYPEFACE, fit_to_page, lines_of
from shared.texts import say

if TYPE_CHECKING:
    from openpyxl import Workbook

    from scoring_service.domain.rule_set import RuleSet


def write_instructions(book: Workbook, rule_set: RuleSet) -> None:
    """Write the first sheet: what the workbook is for, and how to fill it in."""
    sheet = book.worksheets[0]
    sheet.title = say("cases.sheet-instructions", "sv")
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 3
    sheet.column_dimensions["B"].width = 105
    put_text(sheet["B2"], say("cases.instructions-title", "sv", title=rule_set.title.sv))
    sheet["B2"].font = Font(name=TYPEFACE, size=18, bold=True, color="1F3B57")
    put_text(
        sheet["B3"], say("cases.instructions-version", "sv", name=rule_set.name, version=rule_set.version)
    )
    sheet["B3"].font = Font(name=TYPEFACE, size=10, color="6B7480")
    row = 5
    for paragraph in say("cases.instructions", "sv").split("\n"):
        cell = sheet.cell(row, 2)
        put_text(cell, paragraph.removeprefix("# "))
        heading = paragraph.startswith("# ")
        cell.font = Font(
            name=TYPEFACE, size=13 if heading else 11, bold=heading, color="1F3B57" if heading else "000000"
        )
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = (22 if heading else 16) * lines_of(paragraph, 105) + (
            0 if heading else 4
        )
        row += 1
    fit_to_page(sheet, whole_width=True)
