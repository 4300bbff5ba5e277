"""Which column of a sheet holds what, by the technical names in its second row or else by its headers."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from scoring_service.case_files.cell_error import CellError
from scoring_service.case_files.columns import ANSWER, CRITERION, FACT, GIVEN, OWN, RULE, Column
from scoring_service.case_files.fact_names import FactNames
from scoring_service.case_files.known_names import KnownNames
from scoring_service.case_files.plain_cell import plain_cell
from scoring_service.case_files.sheet_layout import HEADER_ROWS
from scoring_service.case_files.used_area import used_area

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from scoring_service.case_files.columns import Kind
    from scoring_service.case_files.known_names import Fault
    from scoring_service.case_files.sheet_problems import SheetProblems
    from scoring_service.domain.rule_set import RuleSet

_PREFIXES: Final[dict[str, Kind]] = {
    ANSWER: "answer",
    GIVEN: "given",
    RULE: "rule",
    CRITERION: "criterion",
    FACT: "fact",
}
_KINDS: Final[dict[str, Kind]] = {technical: kind for kind, technical in OWN.items()}  # type: ignore[misc]


class ColumnReader:
    """Reads the header of sheets of one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._known = KnownNames(rule_set)
        self._names = FactNames(rule_set)

    def read(self, sheet: Worksheet, problems: SheetProblems) -> dict[int, Column]:
        """Give the columns by number; a column without any content is left out."""
        found: dict[int, Column] = {}
        for number in range(1, used_area(sheet)[1] + 1):
            cell = sheet.cell(HEADER_ROWS, number)
            try:
                header, technical = (
                    str(plain_cell(sheet.cell(row, number)) or "") for row in (1, HEADER_ROWS)
                )
                if not header and not technical:
                    self._refuse_content(sheet, number, problems)
                    continue
                column = self._column(header, technical)
            except CellError as error:
                problems.add_error(cell.coordinate, error)
                continue
            twice = next((at for at, other in found.items() if other.technical == column.technical), None)
            if twice is not None:
                first = sheet.cell(HEADER_ROWS, twice).coordinate
                problems.add(
                    cell.coordinate,
                    f"{column.technical} står redan i {first}; behåll en av kolumnerna",
                    f"{column.technical} stands already in {first}; keep one of the columns",
                )
            found[number] = column
        return found

    def _column(self, header: str, technical: str) -> Column:
        if not technical:
            return Column("fact", header, self._by_header(header))
        if technical in _KINDS:
            return Column(_KINDS[technical], header)
        for prefix, kind in _PREFIXES.items():
            if technical.startswith(prefix):
                name = technical.removeprefix(prefix)
                self._check(kind, name)
                return Column(kind, header, name)
        return Column("fact", header, self._known_fact(technical))

    def _check(self, kind: Kind, name: str) -> None:
        look_up = {"answer": self._known.rule, "rule": self._known.rule, "fact": self._known.fact}
        fault: Fault | None = look_up.get(kind, self._known.criterion)(name)
        if fault is not None:
            raise CellError(*fault)

    def _known_fact(self, technical: str) -> str:
        fault = self._known.fact(technical)
        if fault is None:
            return technical
        near = get_close_matches(technical, OWN.values(), n=1)
        also = f" ({near[0]}?)" if near else ""
        raise CellError(
            f"kolumnen {technical}: {fault[0]}{also}", f"the column {technical}: {fault[1]}{also}"
        )

    def _by_header(self, header: str) -> str:
        try:
            return self._names.find(header)
        except CellError as error:
            labels = [fact.label.sv for fact in self._rule_set.facts.values()]
            near = get_close_matches(header, labels, n=1)
            also = f" (”{near[0]}”?)" if near else ""
            raise CellError(
                f"kolumnen ”{header}” känns inte igen{also}; skriv uppgiftens tekniska namn i rad {HEADER_ROWS}, eller ta bort kolumnen",
                f"the column ”{header}” is not known{also}; write the fact's technical name in row {HEADER_ROWS}, or remove the column",
            ) from error

    @staticmethod
    def _refuse_content(sheet: Worksheet, number: int, problems: SheetProblems) -> None:
        for row in range(HEADER_ROWS + 1, used_area(sheet)[0] + 1):
            cell = sheet.cell(row, number)
            if cell.value is not None and str(cell.value).strip():
                problems.add(
                    cell.coordinate,
                    "står i en kolumn utan rubrik; ta bort innehållet, eller ge kolumnen rubrik och tekniskt namn",
                    "stands in a column without a header; remove it, or give the column a header and a technical name",
                )
                return
