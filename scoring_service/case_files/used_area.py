"""How far a sheet is written on, whatever empty cells a program has left beyond that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NOTHING: Final = (0, 0)


def used_area(sheet: Worksheet) -> tuple[int, int]:
    """Give the last row and the last column in which anything stands; ``NOTHING`` where nothing does."""
    # The sheet's own size counts empty cells with a format, and can span billions of them for the sake of two.
    cells: dict[tuple[int, int], Any] = getattr(sheet, "_cells")  # noqa: B009 - openpyxl has no other way to them
    used = [place for place, cell in cells.items() if cell.value is not None and str(cell.value).strip()]
    return (max(row for row, _ in used), max(column for _, column in used)) if used else NOTHING
