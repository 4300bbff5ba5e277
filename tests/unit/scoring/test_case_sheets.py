"""Cases in Excel: what staff write is read as Swedish readers mean it, nothing is lost, and every fault names its cell."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.case_files.cells import parse_value
from scoring_service.case_files.names import CaseFileError, CellError
from scoring_service.case_files.read_cases import read_case_workbook
from scoring_service.case_files.write_sheet import content_of, write_case_workbook
from scoring_service.domain.cases.case import CaseFile, SingleCase, WholeCase, own_cases
from scoring_service.domain.cases.propose_cases import propose_cases
from scoring_service.domain.rule_set import ExpectedDecision, expect_points
from tests.unit.scoring.case_rule_set import SMALL

BASE = {"years": 1, "training": "none", "begins": date(2018, 2, 1), "new": True}
RULE = "För många år"
WHOLE = "Hela ansökningar"
NBSP = "\N{NO-BREAK SPACE}"


def workbook(*cases: Any) -> Workbook:
    content = write_case_workbook(SMALL, cases or own_cases(SMALL), BASE)
    return load_workbook(BytesIO(content))


def read(book: Workbook) -> CaseFile:
    content = BytesIO()
    book.save(content)
    return read_case_workbook(content.getvalue(), "fall.xlsx", SMALL)


def faults(book: Workbook) -> list[tuple[str, str, str]]:
    with pytest.raises(CaseFileError) as caught:
        read(book)
    return [(each.place, each.sv, each.en) for each in caught.value.faults]


def column(sheet: Any, technical: str) -> int:
    return next(cell.column for cell in sheet[2] if cell.value == technical)


def test_nothing_is_lost_on_the_way_to_excel_and_back() -> None:
    cases = [*own_cases(SMALL), *propose_cases(SMALL, [], BASE)]
    cases += [
        WholeCase("ej prövade grunder", "project", BASE | {"new": None}, Outcome.REFER),
        WholeCase("inga grunder", "visit", dict(BASE), Outcome.ELIGIBLE, {}, {}),
        WholeCase(
            "saknas",
            "project",
            BASE | {"begins": None, "amount": 5},
            Outcome.REFER,
            {"begins-early": ExpectedDecision(FindingStatus.UNDETERMINED, Effect.NOTE, None, ("begins",))},
            {"large": expect_points(0, 2)},
        ),
        SingleCase(
            "inget saknas",
            "mostly-training",
            {"training": "main"},
            ExpectedDecision(FindingStatus.MET, Effect.REFER, 2, ()),
        ),
    ]
    found = read(workbook(*cases))
    assert found.base == BASE
    assert {content_of(case) for case in found.cases} == {content_of(case) for case in cases}
    assert {(case.title, case.proposed) for case in found.cases} == {
        (case.title, case.proposed) for case in cases
    }


@pytest.mark.parametrize("text", ["=1+1", "+46 8", "-", "@system", "=SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    case = SingleCase(
        text,
        "mostly-training",
        {"training": "part", "system": text},
        ExpectedDecision(FindingStatus.MET, Effect.REFER),
    )
    book = workbook(case)
    sheet = book["Mest utbildning"]
    assert [sheet.cell(3, at).data_type for at in (1, column(sheet, "system"))] == ["s", "s"]
    assert sheet.cell(3, 1).quotePrefix
    found = read(book).cases[0]
    assert (found.title, found.facts["system"]) == (text, text)


@pytest.mark.parametrize(
    ("fact", "written", "meant"),
    [
        ("amount", f"1 250{NBSP}000,00 kr", 1_250_000),
        ("amount", "1\N{NARROW NO-BREAK SPACE}250\N{THIN SPACE}000 kronor", 1_250_000),
        ("amount", 25000.0, 25_000),
        ("amount", "25000:-", 25_000),
        ("amount", "\N{MINUS SIGN}5", -5),
        ("amount", "0", 0),
        ("begins", "2017-12-01", date(2017, 12, 1)),
        ("begins", "20171201", date(2017, 12, 1)),
        ("begins", "1 december 2017", date(2017, 12, 1)),
        ("begins", "den 1 Dec. 2017", date(2017, 12, 1)),
        ("begins", "1/12 2017", date(2017, 12, 1)),
        ("begins", f"31{NBSP}maj{NBSP}2018", date(2018, 5, 31)),
        ("begins", datetime(2017, 12, 1), date(2017, 12, 1)),
        ("new", "ja", True),
        ("new", " J ", True),
        ("new", "Sant", True),
        ("new", True, True),
        ("new", "n", False),
        ("new", "NEJ", False),
        ("new", "ej angivet", None),
        ("training", "En del", "part"),
        ("training", "main", "main"),
        ("training", "none of it", "none"),
        ("system", 112, "112"),
        ("system", "  Treserva ", "Treserva"),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(fact: str, written: object, meant: object) -> None:
    book = workbook(WholeCase("fall", "project", dict(BASE), Outcome.REFER))
    sheet = book[WHOLE]
    cell = sheet.cell(4, column(sheet, fact)) if fact in {c.value for c in sheet[2]} else None
    assert cell is not None
    cell.value = written
    found = read(book).cases[0]
    assert found.facts.get(fact) == meant


@pytest.mark.parametrize(
    ("fact", "written", "accepted"),
    [
        ("amount", "1,5", "hela kronor"),
        ("amount", 1.5, "hela kronor"),
        ("amount", "12 50", "hela kronor"),
        ("amount", "1.250.000", "hela kronor"),
        ("amount", "mycket", "hela kronor"),
        ("amount", True, "hela kronor"),
        ("amount", "9" * 20, "±9007199254740992"),
        ("years", date(2017, 12, 1), "ett heltal"),
        ("begins", "1/13 2017", "1 december 2017"),
        ("begins", "12/01/2017", "1/12 2017"),
        ("begins", "31 februari 2017", "2017-12-01"),
        ("begins", 43070, "2017-12-01; formatera cellen som datum"),
        ("new", "kanske", "ja eller nej"),
        ("new", 1, "ja eller nej"),
        ("training", "en dell", "ingen del, en del, huvuddelen (menas en del?)"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_would_be_taken(
    fact: str, written: Any, accepted: str
) -> None:
    with pytest.raises(CellError) as caught:
        parse_value(written, SMALL.facts[fact])
    assert accepted in caught.value.told["sv"]


@pytest.mark.parametrize(
    ("technical", "written", "told"),
    [
        ("years", "=A1", "innehåller en formel"),
        ("years", "#N/A", "felvärdet #N/A"),
        ("years", datetime(2017, 12, 1, 9, 30), "klockslag (09:30)"),
        ("answer:too-many-years", "avslg", "menas avslag?"),
        ("answer:too-many-years", "avslag, nivå 2", "har 1 nivåer, ingen nivå 2"),
        ("answer:too-many-years", "avslag (notering)", "”notering” hör inte till det svaret"),
        ("answer:too-many-years", None, "måste fyllas i"),
        ("missing_facts", "antal åar", "antal åar är ingen uppgift"),
        ("proposed", "klart", "föreslaget, granska, eller en tom ruta"),
        ("title", None, "måste fyllas i"),
    ],
)
def test_a_fault_names_file_sheet_and_cell(technical: str, written: Any, told: str) -> None:
    book = workbook()
    sheet = book[RULE]
    cell = sheet.cell(3, column(sheet, technical))
    cell.value = written
    if written == "#N/A":
        cell.data_type = "e"
    found = faults(book)
    assert [told in sv for _, sv, _ in found] == [True], found
    assert found[0][0] == f"fall.xlsx: {RULE}!{cell.coordinate}"


def test_merged_cells_are_told_and_the_other_faults_too() -> None:
    book = workbook()
    book[RULE].merge_cells("A20:B20")
    book[RULE]["B3"] = "fyra"
    assert [place for place, _, _ in faults(book)] == [
        f"fall.xlsx: {RULE}!A20:B20",
        f"fall.xlsx: {RULE}!B3",
    ]


def test_an_unknown_column_is_told_with_the_nearest_name() -> None:
    book = workbook()
    book[RULE]["B2"] = "yeers"
    book[WHOLE].cell(1, book[WHOLE].max_column + 1).value = "första dagg"
    found = faults(book)
    assert [("menas years?" in sv, "första dag" in sv) for _, sv, _ in found] == [
        (False, True),
        (True, False),
    ]


def test_a_column_that_staff_add_is_known_by_its_swedish_header() -> None:
    book = workbook()
    sheet = book[RULE]
    sheet["Z1"], sheet["Z3"] = "IT-system", "Treserva"
    assert any(case.facts.get("system") == "Treserva" for case in read(book).cases)


def test_content_without_a_header_is_told_and_not_passed_over() -> None:
    book = workbook()
    book[RULE]["Z5"] = "en anteckning"
    assert faults(book)[0][0] == f"fall.xlsx: {RULE}!Z5"


def test_a_sheet_that_is_none_of_cases_is_told() -> None:
    book = workbook()
    book.create_sheet("Anteckningar")["A1"] = "kom ihåg"
    assert faults(book)[0][0] == "fall.xlsx: Anteckningar!A2"
    assert "ta bort bladet" in faults(book)[0][1]


def test_a_row_that_stands_twice_is_told_with_the_first() -> None:
    book = workbook()
    sheet = book[RULE]
    for at in range(1, 4):
        sheet.cell(9, at).value = sheet.cell(3, at).value
    assert faults(book) == [
        (
            f"fall.xlsx: {RULE}!A9",
            "raden säger samma sak som rad 3; ta bort en av dem",
            "the row says the same as row 3; remove one of them",
        )
    ]


def test_blank_rows_and_trailing_blanks_are_passed_over() -> None:
    book = workbook()
    sheet = book[RULE]
    before = len(read(book).cases)
    for row in (12, 15, 400):
        sheet.cell(row, 1).value = f"  {NBSP} "
    assert len(read(book).cases) == before


def test_a_damaged_workbook_is_told_whatever_is_wrong_with_it() -> None:
    content = BytesIO()
    workbook().save(content)
    random = Random(1)
    for _ in range(60):
        damaged = bytearray(content.getvalue())
        for _ in range(20):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        with contextlib.suppress(CaseFileError):
            read_case_workbook(bytes(damaged), "fall.xlsx", SMALL)


def test_a_cell_far_away_is_told_and_an_empty_one_passed_over() -> None:
    book = workbook()
    book[RULE]["XFD1048576"].font = Font(bold=True)
    assert len(read(book).cases) == len(own_cases(SMALL))
    book[RULE]["XFD1048576"].value = "x"
    assert "utanför 5000 rader" in faults(book)[0][1]


def test_grounds_that_are_not_to_be_tried_are_not_filled_in() -> None:
    book = workbook(WholeCase("fall", "project", dict(BASE), Outcome.REFER))
    sheet = book[WHOLE]
    sheet.cell(4, column(sheet, "rule:too-many-years")).value = "avslag"
    found = faults(book)
    assert [(place, "skriv ja, eller töm dem" in sv) for place, sv, _ in found] == [
        (f"fall.xlsx: {WHOLE}!{sheet.cell(4, column(sheet, 'grounds')).coordinate}", True)
    ]
    sheet.cell(4, column(sheet, "grounds")).value = None
    case = read(book).cases[0]
    assert isinstance(case, WholeCase)
    assert case.grounds == {"too-many-years": ExpectedDecision(FindingStatus.MET, Effect.REFUSE)}


def test_the_workbook_offers_lists_keeps_its_headers_and_explains_itself() -> None:
    book = workbook()
    assert book.sheetnames[:2] == ["Läs först", WHOLE]
    sheet = book["Mest utbildning"]
    assert sheet.freeze_panes == "B3"
    assert book[WHOLE].freeze_panes == "B4"
    assert [cell.value for cell in sheet[1]][:2] == ["Exempel", "Andel utbildning"]
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    choices = book["Listor"]
    offered = [tuple(cell.value for cell in found if cell.value) for found in choices.iter_cols()]
    assert ("ja", "nej", "ej angivet") in offered
    assert ("ingen del", "en del", "huvuddelen", "ej angivet") in offered
    assert (
        "att bedöma",
        "att bedöma, nivå 1",
        "att bedöma, nivå 2",
        "går inte att avgöra",
        "inte uppfylld",
    ) in offered
    assert choices.sheet_state == "hidden"
    assert all(formula.startswith("'Listor'!$") for formula in lists)
    assert "Exempel för" in str(book["Läs först"]["B2"].value)
