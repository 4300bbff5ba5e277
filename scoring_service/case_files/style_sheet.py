"""How a sheet of cases looks: headers that stay, widths to read by, lists to choose from, text that stays text.

A workbook begins with a sheet that says what it is for and how to fill it in, and holds a hidden one with the lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.texts.catalogue import say
from scoring_service.case_files.cells import keep_text, put_text, put_value
from scoring_service.case_files.columns import HEADER_ROWS, TYPEFACE, Column, fit_to_page, lines_of
from scoring_service.domain.rule_set import Ground, RuleSet

EMPTY_ROWS: Final = 40
"""Rows below the cases that have lists to choose from too."""
MOST_ON_A_PAGE: Final = 14
_HEADERS: Final[dict[str, str]] = {
    "title": "1F3B57",
    "grant_type": "1F3B57",
    "fact": "2F6690",
    "outcome": "7A4B00",
    "grounds": "7A4B00",
    "rule": "8A5A12",
    "answer": "7A4B00",
    "missing": "7A4B00",
    "points": "2E5E3E",
    "criterion": "3C7350",
    "given": "2E5E3E",
    "proposed": "6B2D5C",
}
_WIDTHS: Final[dict[str, float]] = {
    "title": 52,
    "grant_type": 16,
    "outcome": 26,
    "answer": 26,
    "missing": 46,
    "proposed": 22,
    "fact": 18,
    "rule": 20,
    "criterion": 16,
    "given": 18,
    "grounds": 13,
    "points": 13,
}
_THIN: Final = Side(style="thin", color="D5DAE0")
_EXPECTED: Final = frozenset(
    ("outcome", "grounds", "rule", "answer", "missing", "points", "criterion", "given")
)


class CaseSheet:
    """One sheet of cases, written row by row; ``choices``, ``amounts`` and ``explained`` stand beside the columns."""

    def __init__(
        self,
        sheet: Worksheet,
        columns: Sequence[Column],
        choices: Sequence[Sequence[str]],
        amounts: Sequence[bool],
        lists: ListSheet,
        explained: Sequence[str],
    ) -> None:
        self._sheet, self._columns, self._choices, self._amounts, self._lists = (
            sheet,
            columns,
            choices,
            amounts,
            lists,
        )
        self._row = HEADER_ROWS
        self._styles: dict[object, Any] = {}
        self._write_header()
        for at, text in enumerate(explained, 1):
            if text:
                note = Comment(text, "prescreen", height=40 + 17 * lines_of(text, 60), width=460)
                self._sheet.cell(1, at).comment = note

    def add_base(self, values: Sequence[Any]) -> None:
        """Write the row that holds where other rows are blank."""
        self._add(values, _BASE, bold=True)

    def add_row(self, values: Sequence[Any], *, proposed: bool) -> None:
        """Write one case."""
        self._add(values, _PROPOSED if proposed else None)

    def finish(self) -> None:
        """Freeze the headers and offer the lists, in some empty rows too."""
        frozen = HEADER_ROWS + 1 + any(column.kind == "grant_type" for column in self._columns)
        self._sheet.freeze_panes = f"B{frozen}"
        last = self._row + EMPTY_ROWS
        self._sheet.print_area = f"A1:{get_column_letter(len(self._columns))}{self._row}"
        for number in range(self._row + 1, last + 1):
            self._style_row(number, None)
        for at, choices in enumerate(self._choices, 1):
            if choices:
                letter = get_column_letter(at)
                rule = self._lists.validation(choices)
                rule.add(f"{letter}{HEADER_ROWS + 1}:{letter}{last}")
                self._sheet.add_data_validation(rule)
        self._sheet.sheet_view.zoomScale = 100
        fit_to_page(self._sheet, whole_width=len(self._columns) <= MOST_ON_A_PAGE)
        self._sheet.print_title_rows, self._sheet.print_title_cols = f"1:{HEADER_ROWS}", "A:A"

    def _write_header(self) -> None:
        lines = 1
        for at, column in enumerate(self._columns, 1):
            width = _WIDTHS[column.kind]
            self._sheet.column_dimensions[get_column_letter(at)].width = width
            head, technical = self._sheet.cell(1, at), self._sheet.cell(2, at)
            put_text(head, column.header[:1].upper() + column.header[1:])
            put_text(technical, column.technical)
            head.font = Font(name=TYPEFACE, size=11, bold=True, color="FFFFFF")
            head.fill = _fill(_HEADERS[column.kind])
            head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
            technical.font = Font(name=TYPEFACE, size=8, color="6B7480")
            technical.alignment = Alignment(vertical="center", indent=1)
            lines = max(lines, lines_of(column.header, width))
        self._sheet.row_dimensions[1].height = 15.5 * lines + 8
        self._sheet.row_dimensions[2].height = 13

    def _add(self, values: Sequence[Any], fill: PatternFill | None, *, bold: bool = False) -> None:
        self._row += 1
        lines = 1
        for at, (value, column) in enumerate(zip(values, self._columns, strict=True), 1):
            cell = self._sheet.cell(self._row, at)
            put_value(cell, value)
            lines = max(lines, lines_of(str(value or ""), _WIDTHS[column.kind]))
        self._style_row(self._row, fill, bold=bold)
        self._sheet.row_dimensions[self._row].height = 15.5 * lines + 3

    def _style_row(self, row: int, fill: PatternFill | None, *, bold: bool = False) -> None:
        for at in range(1, len(self._columns) + 1):
            cell: Any = self._sheet.cell(row, at)
            key = (at, fill and fill.start_color.rgb, bold, isinstance(cell.value, date))
            if key not in self._styles:
                self._style_cell(cell, at - 1, fill, bold=bold)
                self._styles[key] = cell._style
            # Making the same style anew for thousands of cells takes seconds.
            cell._style = copy(self._styles[key])
            if isinstance(cell.value, str):
                keep_text(cell)

    def _style_cell(self, cell: Any, at: int, fill: PatternFill | None, *, bold: bool) -> None:
        column = self._columns[at]
        cell.font = Font(name=TYPEFACE, size=11, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
        cell.border = Border(bottom=_THIN, right=_THIN)
        cell.fill = fill or (_RIGHT_SIDE if column.kind in _EXPECTED else _PLAIN)
        cell.quotePrefix = False
        if self._amounts[at]:
            cell.number_format = '# ##0 "kr"'
        elif isinstance(cell.value, date):
            cell.number_format = "yyyy-mm-dd"
        elif column.kind in ("title", "missing"):
            cell.number_format = "@"


def explain(ground: Ground) -> str:
    """Write each level's number and effect, or its points, and its sentence."""
    if ground.gives_points:
        return "\n".join(
            say("cases.level-of-criterion", "sv", points=level.points, text=level.text.sv)
            for level in ground.levels
        )
    return "\n".join(
        say(
            "cases.level-of-rule",
            "sv",
            level=number,
            answer=say(f"cases.answer-{level.effect.value}", "sv"),
            text=level.text.sv,
        )
        for number, level in enumerate(ground.levels, 1)
    )


class ListSheet:
    """The hidden sheet with what there is to choose from; a list that several columns have stands once."""

    def __init__(self, book: Workbook) -> None:
        self._title = say("cases.sheet-lists", "sv")
        self._sheet = book.create_sheet(self._title)
        self._columns: dict[tuple[str, ...], int] = {}

    def validation(self, choices: Sequence[str]) -> DataValidation:
        """Make the rule that offers a list; another value gives a warning, and is told of when the file is read."""
        column = self._columns.setdefault(tuple(choices), len(self._columns) + 1)
        letter = get_column_letter(column)
        for row, word in enumerate(choices, 1):
            put_text(self._sheet.cell(row, column), word)
        rule = DataValidation(
            type="list",
            formula1=f"'{self._title}'!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
            errorStyle="warning",
        )
        rule.errorTitle, rule.error = say("cases.not-listed-title", "sv"), say("cases.not-listed", "sv")
        return rule

    def finish(self) -> None:
        """Hide the sheet, and put it last."""
        self._sheet.sheet_state = "hidden"
        book: Any = self._sheet.parent
        book.move_sheet(self._sheet, len(book.sheetnames))


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


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


_PLAIN, _BASE, _PROPOSED, _RIGHT_SIDE = _fill("FFFFFF"), _fill("E8EEF4"), _fill("FFF6D6"), _fill("FBF7F0")
