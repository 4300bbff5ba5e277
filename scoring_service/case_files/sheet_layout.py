"""What all sheets of a workbook of cases look like: typeface, paper, titles and heights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROWS: Final = 2
"""A row of headers for people, and one of technical names."""
TYPEFACE: Final = "Calibri"
MAX_TITLE: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "–"))


def fit_to_page(sheet: Worksheet, *, whole_width: bool) -> None:
    """Print on lying paper; a sheet that is not too wide all on one page across."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=whole_width)
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def free_title(title: str, taken: Sequence[str]) -> str:
    """Give a title that a sheet can have and none has yet."""
    plain = title.translate(_FORBIDDEN).strip("'")
    lowered = {each.lower() for each in taken}
    number, found = 1, plain[:MAX_TITLE]
    while found.lower() in lowered:
        number += 1
        end = f" {number}"
        found = plain[: MAX_TITLE - len(end)] + end
    return found


def lines_of(text: str, width: float) -> int:
    """Give how many lines a text takes in a column of so many characters."""
    return max(1, -(-len(text) // int(width - 1.5)))
