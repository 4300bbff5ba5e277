"""The rows of one sheet as cases; a blank row is passed over, and every other one is a case or a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.case_files.fact_names import FactNames
from scoring_service.case_files.known_names import KnownNames
from scoring_service.case_files.read_row import Reading, Row
from scoring_service.case_files.sheet_layout import HEADER_ROWS
from scoring_service.case_files.used_area import used_area
from scoring_service.case_files.write_sheet import content_of
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from scoring_service.case_files.columns import Column
    from scoring_service.case_files.sheet_problems import SheetProblems
    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet


class RowReader:
    """Reads one sheet by its columns; ``base`` is what its row of that name says, once it is read."""

    def __init__(
        self, rule_set: RuleSet, sheet: Worksheet, columns: Mapping[int, Column], problems: SheetProblems
    ) -> None:
        names, known = FactNames(rule_set), KnownNames(rule_set)
        self._reading = Reading(rule_set, sheet, columns, problems, known, names)
        self._problems, self._columns = problems, columns
        self.base: dict[str, Scalar | None] = {}

    def read(self) -> list[Case]:
        """Give the cases; what is wrong is noted."""
        expected = self._expected_column()
        if expected is None:
            return []
        rows = [
            Row(self._reading, number)
            for number in range(HEADER_ROWS + 1, used_area(self._reading.sheet)[0] + 1)
        ]
        cases = [row for row in rows if not row.is_blank and not self._is_base(row)]
        found: list[Case] = []
        seen: dict[object, int] = {}
        for row in cases:
            case = row.whole(self.base) if expected.kind == "outcome" else row.single(expected)
            if case is not None:
                found.append(case)
                self._check_first(seen.setdefault(content_of(case), row.number), row.number)
        return found

    def _check_first(self, first: int, row: int) -> None:
        if first != row:
            self._problems.add(
                f"A{row}",
                f"raden säger samma sak som rad {first}; ta bort en av dem",
                f"the row says the same as row {first}; remove one of them",
            )

    def _expected_column(self) -> Column | None:
        about = [column for column in self._columns.values() if column.kind in ("answer", "given", "outcome")]
        if len(about) == 1:
            return about[0]
        names = ", ".join(column.technical for column in about) or "–"
        self._problems.add(
            f"A{HEADER_ROWS}",
            f"bladet ska ha en kolumn för det som väntas: outcome (hela ansökningar), answer:<regel> eller points:<kriterium>; nu: {names}",
            f"the sheet should have one column for what is expected: outcome (whole applications), answer:<rule> or points:<criterion>; now: {names}",
        )
        return None

    def _is_base(self, row: Row) -> bool:
        if row.title not in {say("cases.base", language) for language in LANGUAGES}:
            return False
        self.base = row.facts()
        return True
