"""What is wrong with what a cell holds."""

from __future__ import annotations


class CellError(ValueError):
    """The cell's value is not taken; says in Swedish and English what would be."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv, self.en = sv, en
