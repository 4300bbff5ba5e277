"""What is wrong in a file of cases, where, and what would be accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One fault; ``place`` names the file, and the line and column or the sheet and cell."""

    place: str
    sv: str
    en: str


class CaseFileError(Exception):
    """The file holds cases that cannot be read; ``problems`` are all that is wrong with it, in the file's order."""

    def __init__(self, problems: Sequence[CaseProblem]) -> None:
        super().__init__("\n".join(f"{each.place}: {each.en}" for each in problems))
        self.problems = tuple(problems)
