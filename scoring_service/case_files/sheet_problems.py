"""The faults of a workbook, each at its sheet and cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.case_files.problem import CaseProblem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from scoring_service.case_files.cell_error import CellError


class SheetProblems:
    """Gathers what is wrong in one sheet; places are written as spreadsheets write them: ``fall.xlsx: Poäng!C7``."""

    def __init__(self, name: str, sheet: Worksheet, found: list[CaseProblem]) -> None:
        self._name, self._sheet, self._found = name, sheet, found

    def __len__(self) -> int:
        return len(self._found)

    def place(self, cell: str) -> str:
        """Give the place of a cell, or of cells."""
        return f"{self._name}: {self._sheet.title}!{cell}"

    def add(self, cell: str, sv: str, en: str) -> None:
        """Note a fault."""
        self._found.append(CaseProblem(self.place(cell), sv, en))

    def add_error(self, cell: str, error: CellError, header: str = "") -> None:
        """Note that the value of a cell is not taken; ``header`` is what its column is called."""
        told = f"{header}: " if header else ""
        self.add(cell, told + error.sv, told + error.en)
