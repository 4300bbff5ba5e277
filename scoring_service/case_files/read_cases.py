"""The cases that stand in files beside a rule file, or in files that are named: YAML, or a workbook that staff filled in.

A workbook's columns are known by the technical names in its second row, or else by their headers. Everything that is wrong
is told at once, and then there are no cases.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.texts.catalogue import say
from prescreen_shared.written import nearest_words
from scoring_service.case_files.cells import plain_cell
from scoring_service.case_files.columns import (
    ANSWER,
    CRITERION,
    FACT,
    GIVEN,
    HEADER_ROWS,
    NOTHING,
    OWN,
    RULE,
    TITLE,
    Column,
    Kind,
    used_area,
)
from scoring_service.case_files.names import (
    CaseFileError,
    CaseFileFault,
    CellError,
    FactNames,
    KnownNames,
    SheetFaults,
)
from scoring_service.case_files.read_rows import RowReader
from scoring_service.case_files.yaml_cases import read_yaml_cases
from scoring_service.domain.cases.case import Case, CaseFile
from scoring_service.domain.condition import Scalar
from scoring_service.domain.rule_set import RuleSet
from scoring_service.rule_files.faults import said

SUFFIXES: Final = (".cases.yaml", ".cases.xlsx")
MOST_BYTES: Final = 100_000_000
"""So large may the parts of a workbook be together when they are unpacked."""
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 500
_PREFIXES: Final[dict[str, Kind]] = {
    ANSWER: "answer",
    GIVEN: "given",
    RULE: "rule",
    CRITERION: "criterion",
    FACT: "fact",
}
_KINDS: Final[dict[str, Kind]] = {technical: kind for kind, technical in OWN.items()}  # type: ignore[misc]


def cases_beside(rule_file: Path) -> list[Path]:
    """Give the files of cases that belong to a rule file by their name: ``x.cases.yaml`` and ``x.cases.xlsx`` of ``x.yaml``."""
    beside = (rule_file.with_name(rule_file.stem + suffix) for suffix in SUFFIXES)
    return [path for path in beside if path.is_file()]


def read_cases(paths: Iterable[Path], rule_set: RuleSet) -> list[CaseFile]:
    """Read every file.

    Raises:
        CaseFileError: one or more of them cannot be read; with all that is wrong in all of them.
    """
    found: list[CaseFile] = []
    faults: list[CaseFileFault] = []
    for path in paths:
        try:
            found.append(_read(path, rule_set))
        except CaseFileError as error:
            faults += error.faults
    if faults:
        raise CaseFileError(faults)
    return found


def read_case_workbook(content: bytes, name: str, rule_set: RuleSet) -> CaseFile:
    """Read the cases of one workbook; ``name`` is how its faults name it.

    Raises:
        CaseFileError: something in it is not as it should be; with all of it.
    """
    faults: list[CaseFileFault] = []
    cases: list[Case] = []
    base: dict[str, Scalar | None] = {}
    columns = ColumnReader(rule_set)
    for sheet in _case_sheets(_open(content, name), name, faults):
        told = SheetFaults(name, sheet, faults)
        if _can_be_read(sheet, told):
            rows = RowReader(rule_set, sheet, columns.read(sheet, told), told)
            cases += rows.read()
            base |= rows.base
    if faults:
        raise CaseFileError(list(dict.fromkeys(faults)))
    return CaseFile(rule_set.name, base, tuple(cases))


def _read(path: Path, rule_set: RuleSet) -> CaseFile:
    if path.suffix.lower() == ".xlsx":
        return read_case_workbook(path.read_bytes(), str(path), rule_set)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise _refused(str(path), "case-file.kind-not-known")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(str(path), "case-file.not-utf8") from error
    return read_yaml_cases(text, str(path), rule_set)


def _refused(name: str, text_id: str) -> CaseFileError:
    return CaseFileError([_told(name, text_id)])


def _told(name: str, text_id: str) -> CaseFileFault:
    told = said(text_id)
    return CaseFileFault(name, told["sv"], told["en"])


class ColumnReader:
    """Reads the header of sheets of one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._known = KnownNames(rule_set)
        self._names = FactNames(rule_set)

    def read(self, sheet: Worksheet, faults: SheetFaults) -> dict[int, Column]:
        """Give the columns by number; a column without any content is left out."""
        found: dict[int, Column] = {}
        for number in range(1, used_area(sheet)[1] + 1):
            cell = sheet.cell(HEADER_ROWS, number)
            try:
                header, technical = (
                    str(plain_cell(sheet.cell(row, number)) or "") for row in (1, HEADER_ROWS)
                )
                if not header and not technical:
                    self._refuse_content(sheet, number, faults)
                    continue
                column = self._column(header, technical)
            except CellError as error:
                faults.add_error(cell.coordinate, error)
                continue
            twice = next((at for at, other in found.items() if other.technical == column.technical), None)
            if twice is not None:
                first = sheet.cell(HEADER_ROWS, twice).coordinate
                faults.add(cell.coordinate, "case-file.column-twice", technical=column.technical, first=first)
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
        fault = look_up.get(kind, self._known.criterion)(name)
        if fault is not None:
            raise CellError(fault)

    def _known_fact(self, technical: str) -> str:
        fault = self._known.fact(technical)
        if fault is None:
            return technical
        near = nearest_words(technical, OWN.values())
        also = f" ({near[0]}?)" if near else ""
        raise CellError("case-file.column-of-no-fact", technical=technical, fault=fault, also=also)

    def _by_header(self, header: str) -> str:
        try:
            return self._names.find(header)
        except CellError as error:
            labels = [fact.label.sv for fact in self._rule_set.facts.values()]
            near = nearest_words(header, labels)
            also = f" (”{near[0]}”?)" if near else ""
            raise CellError(
                "case-file.column-not-known", header=header, also=also, header_rows=HEADER_ROWS
            ) from error

    @staticmethod
    def _refuse_content(sheet: Worksheet, number: int, faults: SheetFaults) -> None:
        for row in range(HEADER_ROWS + 1, used_area(sheet)[0] + 1):
            cell = sheet.cell(row, number)
            if cell.value is not None and str(cell.value).strip():
                faults.add(cell.coordinate, "case-file.no-header")
                return


def _case_sheets(book: Workbook, name: str, faults: list[CaseFileFault]) -> Sequence[Worksheet]:
    other = {say("cases.sheet-instructions", "sv"), say("cases.sheet-lists", "sv")}
    sheets = [sheet for sheet in book.worksheets if sheet.title not in other and used_area(sheet) != NOTHING]
    if not sheets:
        faults.append(_told(name, "case-file.no-sheet"))
    return sheets


def _open(content: bytes, name: str) -> Workbook:
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise _refused(name, "case-file.too-large")
        return load_workbook(BytesIO(content), data_only=False, rich_text=False)
    except CaseFileError:
        raise
    except Exception as error:
        # A damaged file makes the parts that read it raise whatever they stumble on.
        raise _refused(name, "case-file.no-workbook") from error


def _can_be_read(sheet: Worksheet, faults: SheetFaults) -> bool:
    """Tell whether the sheet's rows can be read; merged cells are told, and the others are read all the same."""
    for merged in sheet.merged_cells.ranges:
        faults.add(str(merged), "case-file.merged-cells")
    rows, columns = used_area(sheet)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        faults.add("A1", "case-file.beyond-area", most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
        return False
    if TITLE in {str(cell.value).strip() for cell in sheet[HEADER_ROWS]}:
        return True
    faults.add(f"A{HEADER_ROWS}", "case-file.no-technical-names")
    return False
