"""How programs and people write lists: each habit is read as it is meant, or told by its cell; none is taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from intake_service.domain.call import CallTerms
from intake_service.importing.read_list import ReadList, read_list
from intake_service.shapes import NewCallShape
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read
from tests.stages.intake import made_call
from tests.stages.lists import HEADER, QUESTIONS, ROW, row, workbook
from tests.stages.workbooks import inline_rows, made_book, packed_book, saved

SHARE = {"key": "andel", "type": "decimal", "label": {"sv": "Andel", "en": "Part"}}
ROWS = [[*HEADER, "Andel"], [*ROW, "0,5"]]
Rows = list[list[Any]]


def terms() -> CallTerms:
    values = NewCallShape().load(made_call(questions=[*QUESTIONS, SHARE])).values
    kinds = {name: read(GrantType, kind) for name, kind in values["grant_types"].items()}
    return read(CallTerms, {**values, "grant_types": kinds})


def listed(content: bytes) -> ReadList:
    return read_list(content, "lista", terms())


def only(content: bytes) -> dict[str, Any]:
    """Give the one application of a list without any fault."""
    found = listed(content)
    assert found.faults == []
    [one] = found.applications
    return one.document


def faults(content: bytes) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.cell) for fault in listed(content).faults]


def csv(rows: Rows, parting: str, ending: str = "\r\n") -> str:
    return ending.join(parting.join(map(str, each)) for each in rows) + ending


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(csv(ROWS, ";").encode("cp1252"), id="Swedish Excel"),
        pytest.param(csv(ROWS, ";").encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(csv(ROWS, ";").encode("utf-16-le"), id="UTF-16 without its mark"),
        pytest.param(csv(ROWS, "\t").encode("utf-16"), id="Unicode text"),
        pytest.param(csv(ROWS, "\t", "\n").encode(), id="tabs"),
        pytest.param(csv(ROWS, ";", "\r").encode("cp1252"), id="rows that end in CR"),
        pytest.param(csv(ROWS, ";", "\r").encode("mac_roman"), id="an old Mac"),
        pytest.param(("sep=;\r\n" + csv(ROWS, ";")).encode("cp1252"), id="the separator named"),
        pytest.param((csv(ROWS, ";") + ";" * 10 + "\r\n").encode("cp1252"), id="blank rows with separators"),
        pytest.param(
            csv([[f'"{each}"' for each in line] for line in ROWS], ",").encode("utf-8-sig"),
            id="English Excel",
        ),
    ],
)
def test_a_csv_file_is_read_alike_however_it_was_saved(content: bytes) -> None:
    found = only(content)
    assert (found["title"], found["applicants"]) == ("Läxhjälp", ["Norra förvaltningen"])
    assert (found["requested_amount"], found["answers"]["andel"]) == (1000, 0.5)
    assert found["answers"]["new"] is True


@pytest.mark.parametrize(
    "written",
    [
        "100 000 kr", "100\u00a0000 kr", "100\u202f000", "100\u2009000", "SEK 100 000", "kr 100 000", "100 000 SEK",
        "100 000:-", "100 000 :-", "100 000,-", "100.000 kr", "100.000,00", "100,000.00", "100'000", "100 tkr",
        "100tkr", "0,1 mkr", "100 000 kronor", "100000.0", 100_000, 1e5,
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_typed(written: Any) -> None:
    assert only(workbook(row(belopp=written)))["requested_amount"] == 100_000


@pytest.mark.parametrize("stored", ["1E5", "1.0E+05", "100000.00000000001"])
def test_an_amount_is_read_as_a_program_stores_it(stored: str) -> None:
    rows = inline_rows([HEADER, ROW]).replace("<v>1000</v>", f"<v>{stored}</v>")
    assert only(packed_book(rows))["requested_amount"] == 100_000


@pytest.mark.parametrize(
    "written",
    [
        "1E+05",
        "1,23E+05",
        "ca 100 000",
        "100 000-150 000",
        "100 000 + 20 000",
        "100 000 kr/år",
        "50 %",
        "$100",
    ],
)
def test_an_amount_that_says_no_one_sum_is_asked_about(written: str) -> None:
    assert faults(workbook(row(belopp=written))) == [("not_amount", "Ansökningar!F2")]


@pytest.mark.parametrize(
    "error", ["#N/A", "#VALUE!", "#SAKNAS!", "#VÄRDEFEL!", "#DIVISION/0!", "#NAMN?", "####"]
)
@pytest.mark.parametrize("column", ["projekt", "belopp"])
def test_an_error_is_never_taken_for_a_text_or_a_value(error: str, column: str) -> None:
    lines = [HEADER, row(**{column: error})]
    letter = {"projekt": "D", "belopp": "F"}[column]
    assert faults(csv(lines, ";").encode("cp1252")) == [("cell_error", f"{letter}2")]
    assert faults(packed_book(inline_rows(lines))) == [("cell_error", f"Blad1!{letter}2")]


def changed(change: Callable[[Worksheet], object], rows: Rows = ROWS) -> bytes:
    book = made_book({"Ansökningar": rows})
    change(book["Ansökningar"])
    return saved(book)


def test_a_percentage_is_asked_about_since_it_may_mean_two_numbers() -> None:
    def as_percent(sheet: Worksheet) -> None:
        sheet["K2"].value, sheet["K2"].number_format = 0.125, "0.0%"

    found = listed(changed(as_percent))
    assert [(fault.code, fault.cell) for fault in found.faults] == [("not_number", "Ansökningar!K2")]
    assert "12,5 %" in str(found.faults[0].values["got"])


def test_a_number_that_is_shown_as_a_day_is_that_day_and_one_that_is_not_is_asked_about() -> None:
    def as_day(sheet: Worksheet) -> None:
        sheet["B2"].value, sheet["B2"].number_format = 43069, "d mmm yyyy"

    assert only(changed(as_day))["submitted_at"] == "2017-11-30"
    assert faults(workbook(row(inkom=43069))) == [("serial_for_day", "Ansökningar!B2")]


def test_a_formula_gives_the_value_that_was_stored_with_it_or_says_so() -> None:
    plain = inline_rows([HEADER, ROW])
    stored = plain.replace("<c><v>1000</v></c>", "<c><f>500+500</f><v>1000</v></c>")
    text = plain.replace("<c><v>1000</v></c>", "<c t='str'><f>A1</f><v>1 000 kr</v></c>")
    bare = plain.replace("<c><v>1000</v></c>", "<c><f>500+500</f></c>")
    assert only(packed_book(stored))["requested_amount"] == 1000
    assert only(packed_book(text))["requested_amount"] == 1000
    assert faults(packed_book(bare)) == [("cell_formula", "Blad1!F2")]


def test_merged_headings_are_read_and_told_by_what_they_are() -> None:
    grouped = [["Uppgifter", None, None, "Projektet"], *ROWS]
    found = listed(changed(lambda sheet: [sheet.merge_cells(area) for area in ("A1:C1", "D1:K1")], grouped))
    assert ([each.code for each in found.remarks], len(found.applications)) == (["title_row"], 1)
    tall = [ROWS[0], [None] * 11, ROWS[1]]
    over_two = listed(
        changed(lambda sheet: [sheet.merge_cells(f"{each}1:{each}2") for each in "ABCDEFGHIJK"], tall)
    )
    assert (over_two.faults, len(over_two.applications)) == ([], 1)


def test_hidden_rows_and_columns_are_taken_and_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.append(row(dnr="SN 2"))
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["G"].hidden = True

    found = listed(changed(hide))
    assert [each.document["reference"] for each in found.applications] == ["SN 1", "SN 2"]
    told = {(each.code, each.place, each.written) for each in found.remarks}
    assert told == {
        ("hidden_column", "Ansökningar!G1", "Tidigare bidrag (år)"),
        ("hidden_row", "Ansökningar!3", ""),
    }


def test_both_of_two_sheets_are_taken_each_by_its_own_headings() -> None:
    book = made_book(
        {"Norr": [HEADER, row()], "Syd": [HEADER[::-1], row(dnr="SN 2", belopp="x")[::-1]], "Noter": [["x"]]}
    )
    found = listed(saved(book))
    assert [each.document["reference"] for each in found.applications] == ["SN 1", "SN 2"]
    assert [(fault.code, fault.cell) for fault in found.faults] == [("not_amount", "Syd!E2")]


def test_a_value_that_holds_the_separator_without_quotes_is_told_and_never_cut() -> None:
    head = "Dnr,Sökande,Projekt,Bidragsform,Sökt belopp"
    broken = f"{head}\n1,A förvaltning,Läxhjälp,Projekt,1,000\n"
    assert faults(broken.encode()) == [("csv_more_fields", "2")]
    quoted = f'{head}\n1,A förvaltning,Läxhjälp,Projekt,"1,000.00"\n'
    assert only(quoted.encode())["requested_amount"] == 1000
    remarks = f"{head},\n1,A förvaltning,Läxhjälp,Projekt,1000,en anteckning\n"
    assert only(remarks.encode())["requested_amount"] == 1000


def test_several_lines_and_quotation_marks_in_a_cell_stay_one_cell() -> None:
    content = 'Dnr;Sökande;Projekt;Bidragsform\r\n1;"A förvaltning\nB förvaltning";"Läx""hjälp""";Projekt\r\n'
    found = only(content.encode("cp1252"))
    assert found["applicants"] == ["A förvaltning", "B förvaltning"]
    assert found["title"] == 'Läx"hjälp"'
