"""The hidden sheet of a workbook with the lists that cells are chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scoring_service.case_files.keep_text import put_text
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook


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
