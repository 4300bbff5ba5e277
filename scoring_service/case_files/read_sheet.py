"""From an Excel workbook that staff filled in to cases of a rule set, or to everything that is wrong with it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

from openpyxl import load_workbook

from scoring_service.case_files.columns import TITLE
from scoring_service.case_files.problem import CaseFileError, CaseProblem
from scoring_service.case_files.read_columns import ColumnReader
from scoring_service.case_files.read_rows import RowReader
from scoring_service.case_files.sheet_layout import HEADER_ROWS
from scoring_service.case_files.sheet_problems import SheetProblems
from scoring_service.case_files.used_area import NOTHING, used_area
from scoring_service.domain.cases.case import CaseFile
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet

MOST_BYTES: Final = 100_000_000
"""So large may the parts of a workbook be together when they are unpacked."""
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 500


def read_case_workbook(content: bytes, name: str, rule_set: RuleSet) -> CaseFile:
    """Read the cases of one workbook; ``name`` is how its faults name it.

    Raises:
        CaseFileError: something in it is not as it should be; with all of it.
    """
    problems: list[CaseProblem] = []
    cases: list[Case] = []
    base: dict[str, Scalar | None] = {}
    columns = ColumnReader(rule_set)
    for sheet in _case_sheets(_open(content, name), name, problems):
        told = SheetProblems(name, sheet, problems)
        if _can_be_read(sheet, told):
            rows = RowReader(rule_set, sheet, columns.read(sheet, told), told)
            cases += rows.read()
            base |= rows.base
    if problems:
        raise CaseFileError(list(dict.fromkeys(problems)))
    return CaseFile(rule_set.name, base, tuple(cases))


def _open(content: bytes, name: str) -> Workbook:
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise CaseFileError([CaseProblem(name, "filen är för stor", "the file is too large")])
        return load_workbook(BytesIO(content), data_only=False, rich_text=False)
    except CaseFileError:
        raise
    except Exception as error:
        # A damaged file makes the parts that read it raise whatever they stumble on.
        raise CaseFileError(
            [
                CaseProblem(
                    name,
                    "filen är ingen Excelfil (.xlsx) som går att läsa; spara den som Excel-arbetsbok (.xlsx)",
                    "the file is no Excel file (.xlsx) that can be read; save it as an Excel workbook (.xlsx)",
                )
            ]
        ) from error


def _case_sheets(book: Workbook, name: str, problems: list[CaseProblem]) -> Sequence[Worksheet]:
    other = {say("cases.sheet-instructions", "sv"), say("cases.sheet-lists", "sv")}
    sheets = [sheet for sheet in book.worksheets if sheet.title not in other and used_area(sheet) != NOTHING]
    if not sheets:
        problems.append(CaseProblem(name, "filen har inget blad med fall", "the file has no sheet of cases"))
    return sheets


def _can_be_read(sheet: Worksheet, problems: SheetProblems) -> bool:
    """Tell whether the sheet's rows can be read; merged cells are told, and the others are read all the same."""
    for merged in sheet.merged_cells.ranges:
        problems.add(
            str(merged),
            "cellerna är sammanslagna; dela dem och skriv värdet i varje cell",
            "the cells are merged; split them and write the value in each cell",
        )
    rows, columns = used_area(sheet)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        problems.add(
            "A1",
            f"bladet har innehåll utanför {MOST_ROWS} rader och {MOST_COLUMNS} kolumner; ta bort det",
            f"the sheet has content beyond {MOST_ROWS} rows and {MOST_COLUMNS} columns; remove it",
        )
        return False
    if TITLE in {str(cell.value).strip() for cell in sheet[HEADER_ROWS]}:
        return True
    problems.add(
        f"A{HEADER_ROWS}",
        "bladet saknar raden med tekniska namn (title …); hör det inte till fallen, så ta bort bladet",
        "the sheet has no row of technical names (title …); if it is no sheet of cases, remove it",
    )
    return False
