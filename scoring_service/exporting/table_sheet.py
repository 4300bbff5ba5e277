"""One sheet of a workbook to read and to print: wrapped text that stays text, headers that stay in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from shared.plumbing.pages.clean_text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

_FONT: Final = "Calibri"
_DARK: Final = "1F3B57"
_LONGEST: Final = 32_000
"""A cell holds 32 767 characters."""

_COLORS: Final = {
    "not_judged": "FBE3B5",
    "newly_refused": "F8D7DA",
    "newly_set_aside": "E9E1F0",
    "newly_referred": "FFF1C9",
    "newly_eligible": "D9EFDD",
    "changed_grounds": "DCE9F5",
    "points_changed": "E3F1EF",
    "changed_text": "EEF1F4",
}
_LINE: Final = Side(style="thin", color="D5DAE0")
_LINE_HEIGHT: Final = 13.0
_HIGHEST: Final = 409.0
"""No row can be higher, in points."""

_FORMULA_SIGNS: Final = tuple("=+-@")
_ACROSS: Final = 6
"""So many columns a summary has."""


class TableSheet:
    """Written row by row from the top; ``finish`` fits it to lying A4 paper."""

    def __init__(self, sheet: Worksheet, title: str) -> None:
        self._sheet = sheet
        self._row = 0
        self._header = False
        sheet.title = title

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, in characters."""
        for at, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(at)].width = width

    def title(self, text: str) -> None:
        """Write the sheet's title."""
        self._row += 1
        self._put(1, text, Font(name=_FONT, size=18, bold=True, color=_DARK), wrap=False)
        self._row += 1

    def named(self, name: str, value: str) -> None:
        """Write one value with its name; the value reaches across the sheet."""
        self._row += 1
        self._put(1, name, Font(name=_FONT, size=11, color="5A6570"))
        self._put(2, value, Font(name=_FONT, size=11))
        self._sheet.merge_cells(start_row=self._row, start_column=2, end_row=self._row, end_column=_ACROSS)
        across = sum(self._width(at) for at in range(2, _ACROSS + 1))
        self._make_high(max(_lines(value, across), _lines(name, self._width(1))))

    def heading(self, texts: Sequence[str]) -> None:
        """Write the head of a small table, with room above it; all columns but the first hold numbers."""
        self._row += 2
        for at, text in enumerate(texts, 1):
            self._put(at, text, Font(name=_FONT, size=11, bold=True, color="FFFFFF"), fill=_DARK)
            self._sheet.cell(self._row, at).alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="left" if at == 1 else "right"
            )
        self._fit_row(texts)

    def row(self, values: Sequence[Any], kind: str | None = None) -> None:
        """Write one row of a small table."""
        self._row += 1
        for at, value in enumerate(values, 1):
            self._put(at, value, Font(name=_FONT, size=11), fill=_COLORS.get(kind or ""), line=True)
        self._fit_row(values)

    def header(self, columns: Mapping[str, float]) -> None:
        """Write the head of a sheet that is one table; it stays in view and on every printed page."""
        self._row += 1
        self._header = True
        self.widths(list(columns.values()))
        for at, name in enumerate(columns, 1):
            self._put(at, name, Font(name=_FONT, size=11, bold=True, color="FFFFFF"), fill=_DARK)
        self._fit_row(list(columns))
        self._sheet.freeze_panes = "B2"
        self._sheet.print_title_rows = "1:1"

    def group(self, rows: Sequence[Sequence[str]], kind: str) -> None:
        """Write the rows of one application, its first four columns in the colour of what became of it."""
        for values in rows:
            self._row += 1
            for at, value in enumerate(values, 1):
                fill = _COLORS.get(kind) if at <= 4 else None
                font = Font(name=_FONT, size=10, bold=at == 1)
                self._put(at, value, font, fill=fill, line=True)
            self._fit_row(values)

    def finish(self) -> None:
        """Make it fit to print, and to filter where it is one table."""
        sheet = self._sheet
        if self._header:
            last = get_column_letter(sheet.max_column)
            sheet.auto_filter.ref = f"A1:{last}{max(self._row, 1)}"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
        if sheet.oddFooter is not None:
            sheet.oddFooter.center.text = "&A – &P (&N)"

    def _fit_row(self, values: Sequence[Any]) -> None:
        self._make_high(max(_lines(str(value), self._width(at)) for at, value in enumerate(values, 1)))

    def _make_high(self, lines: int) -> None:
        # Not every program that shows the sheet makes its rows high enough for wrapped text by itself.
        self._sheet.row_dimensions[self._row].height = min(_LINE_HEIGHT * lines + 3, _HIGHEST)

    def _width(self, column: int) -> float:
        return self._sheet.column_dimensions[get_column_letter(column)].width

    def _put(
        self,
        column: int,
        value: Any,
        font: Font,
        *,
        fill: str | None = None,
        line: bool = False,
        wrap: bool = True,
    ) -> None:
        cell = self._sheet.cell(self._row, column)
        if isinstance(value, str):
            cell.value = str(clean_text(value))[:_LONGEST]
            # Whatever it begins with, it is no formula.
            cell.data_type, cell.quotePrefix = "s", value[:1] in _FORMULA_SIGNS
        else:
            cell.value = value
        cell.font = font
        cell.alignment = Alignment(
            wrap_text=wrap, vertical="top", horizontal="left" if isinstance(value, str) else "right"
        )
        if fill:
            cell.fill = PatternFill("solid", start_color=fill, end_color=fill)
        if line:
            cell.border = Border(bottom=_LINE)


def _lines(text: str, width: float) -> int:
    """Give how many lines a text takes, rather one too many: words are not broken, and some letters are wide."""
    return sum(1 + int(len(line) * 1.02 / width) for line in text.split("\n"))
