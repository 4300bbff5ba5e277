"""Workbooks and CSV files of other programs come in whole, and hostile ones are refused within bounds."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from prescreen_shared.errors import InputRefusedError
from prescreen_shared.sheets import cells as bounds
from prescreen_shared.sheets import read_xlsx as reading
from prescreen_shared.sheets.cells import Book
from prescreen_shared.sheets.read_book import read_book
from prescreen_shared.texts.catalogue import text
from tests.stages.workbooks import inline_rows, made_book, packed_book, saved

ROWS = [
    ["Dnr", "Sökande", "Sökt belopp"],
    ["A 1", "Åsa; “Öst”\nNord", "1 250,50"],
    ["A 2", 'Sa "hej", och', ""],
]


def values(book: Book, sheet: int = 0) -> list[list[Any]]:
    return [[cell.value for cell in row.cells.values()] for row in book.sheets[sheet].rows]


def refusal(content: bytes) -> str:
    with pytest.raises(InputRefusedError) as caught:
        read_book(content, "lista.xlsx")
    [fault] = caught.value.faults
    assert fault.file == "lista.xlsx"
    assert all(text(f"fault.{fault.code}", **fault.values).values())
    return fault.code


def as_csv(delimiter: str, *, line: str = "\r\n") -> str:
    quoted = (delimiter.join('"' + each.replace('"', '""') + '"' for each in row) for row in ROWS)
    return line.join(quoted) + line


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("before", ["", "sep={}\r\n"])
def test_a_csv_file_comes_in_whole_in_each_dialect(delimiter: str, encoding: str, before: str) -> None:
    content = (before.format(delimiter) + as_csv(delimiter)).encode(encoding)
    found = read_book(content, "lista.csv")
    assert values(found) == [ROWS[0], ROWS[1], ROWS[2][:2]]
    assert found.sheets[0].place(2, 3) == "C2"


def test_a_semicolon_file_with_decimal_commas_is_no_comma_file() -> None:
    content = b"Namn;Belopp;Andel\nA;1 250,50;0,5\nB;2,5;1,5\n"
    assert values(read_book(content, "x.csv"))[1] == ["A", "1 250,50", "0,5"]


def test_a_quotation_mark_that_never_ends_is_told_by_its_row() -> None:
    with pytest.raises(InputRefusedError) as caught:
        read_book(b'a;b\nc;"d\ne;f\n', "x.csv")
    assert (caught.value.faults[0].code, caught.value.faults[0].values) == ("csv_quotes", {"row": 2})


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    data = "<sheetData><row><c s='1'><v>41606</v></c><c s='1'><v>0.5</v></c></row></sheetData>"
    assert values(read_book(packed_book(data, date1904=True), "x.xlsx"))[0][0] == date(2017, 11, 29)
    assert values(read_book(packed_book(data), "x.xlsx"))[0][0] == date(2013, 11, 28)


def test_inline_strings_without_places_and_prefixed_tags_are_read() -> None:
    assert values(read_book(packed_book(inline_rows(ROWS)), "x.xlsx"))[1] == ROWS[1]
    prefixed = (
        "<x:sheetData xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:row r='3'>"
        "<x:c r='B3' t='str'><x:f>A1</x:f><x:v>sparat</x:v></x:c></x:row></x:sheetData>"
    )
    [row] = read_book(packed_book(prefixed), "x.xlsx").sheets[0].rows
    assert (row.number, row.cell(2).value) == (3, "sparat")


def test_a_moment_keeps_its_minutes_and_midnight_is_a_day() -> None:
    book = made_book({"Blad": [[datetime(2017, 11, 3, 13, 5), datetime(2017, 11, 3), 12.0, 0.1 + 0.2]]})
    assert values(read_book(saved(book), "x.xlsx")) == [
        [datetime(2017, 11, 3, 13, 5), date(2017, 11, 3), 12, 0.3]
    ]


def test_an_error_and_a_formula_without_a_value_say_so() -> None:
    data = "<sheetData><row><c t='e'><f>A9</f><v>#REF!</v></c><c><f>SUM(A1)</f></c><c><f>1+1</f><v>2</v></c></row></sheetData>"
    [row] = read_book(packed_book(data), "x.xlsx").sheets[0].rows
    assert [(each.value, each.problem, each.written) for each in row.cells.values()] == [
        (None, "cell_error", "#REF!"),
        (None, "cell_formula", "=SUM(A1)"),
        (2, None, ""),
    ]


def test_hidden_rows_hidden_sheets_and_merged_cells_are_known() -> None:
    book = made_book({"Ett": [["a"], ["b"]], "Två": [["c"]]})
    book["Ett"].row_dimensions[2].hidden = True
    book["Ett"].merge_cells("A1:B1")
    book["Två"].sheet_state = "hidden"
    first, second = read_book(saved(book), "x.xlsx").sheets
    assert [row.is_hidden for row in first.rows] == [False, True]
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert list(first.merged) == [(1, 1, 2, 1)]


@pytest.mark.long
def test_a_whole_sheet_of_blank_rows_with_a_format_is_read_and_none_of_them_kept() -> None:
    blank = "".join(f"<row r='{number}'><c r='A{number}' s='1'/></row>" for number in range(2, 1_048_577))
    content = packed_book(f"<sheetData><row r='1'><c r='A1'><v>1</v></c></row>{blank}</sheetData>")
    assert [row.number for row in read_book(content, "x.xlsx").sheets[0].rows] == [1]


def test_more_cells_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ELEMENTS", 10)
    assert (
        refusal(packed_book("<sheetData>" + "<row><c/></row>" * 6 + "</sheetData>")) == "sheet_too_many_cells"
    )


def test_more_rows_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_ROWS", 3)
    assert refusal(packed_book(inline_rows([["a"]] * 4))) == "sheet_beyond_area"
    assert refusal(b"a;b\n" * 4) == "sheet_beyond_area"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000_000)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(20):
                part.write(b" " * 1_000_000)
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(content.getvalue()) == "sheet_too_large"


def test_xml_that_declares_entities_is_refused() -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>]><worksheet>&a;</worksheet>"
    assert refusal(packed_book("", parts={"xl/worksheets/sheet1.xml": bomb})) == "sheet_damaged"


def test_a_link_to_another_file_gives_the_value_that_was_stored() -> None:
    data = "<sheetData><row><c t='str'><f>[1]Blad1!$A$1</f><v>Farsta</v></c></row></sheetData>"
    assert values(read_book(packed_book(data), "x.xlsx")) == [["Farsta"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (b"\xef\xbb\xbf\r\n", "sheet_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "sheet_old_or_locked"),
        (b"PK\x03\x04not a zip", "sheet_damaged"),
        (b"%PDF-1.7 ...", "sheet_unknown_kind"),
        (b"<html><table></table></html>", "sheet_unknown_kind"),
        (b"GIF89a\x00\x01,\n\x00\xff\xf0", "sheet_unknown_kind"),
        (b"namn\x81;b\n1;2\n", "csv_encoding"),
        (saved(Workbook())[:-200], "sheet_damaged"),
        (packed_book("<sheetData><row>"), "sheet_damaged"),
        (packed_book("", parts={"xl/workbook.xml": b"\x00\xff not xml"}), "sheet_damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_what_would_be_taken(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_another_kind_of_package_is_no_workbook() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        packed.writestr("content.xml", "<office/>")
    assert refusal(content.getvalue()) == "sheet_unknown_kind"


def test_a_huge_cell_is_taken_as_it_is_and_beyond_the_bound_refused() -> None:
    assert values(read_book(b"a;" + b"x" * 900_000 + b"\n", "x.csv"))[0][1] == "x" * 900_000
    assert refusal(b"a;" + b"x" * 1_100_000 + b"\n") == "csv_quotes"


def test_formulas_and_errors_that_a_program_wrote_out_hold_no_value() -> None:
    content = b'Dnr;Titel;Belopp;Not\n="0012";=A2;#SAKNAS!;#REF!\n= 5 st;=);#1;"=SUM(C2:C3)"\n'
    [_, first, second] = read_book(content, "x.csv").sheets[0].rows
    assert [(cell.value, cell.problem) for cell in first.cells.values()] == [
        ("0012", None),
        (None, "cell_formula"),
        (None, "cell_error"),
        (None, "cell_error"),
    ]
    assert [(cell.value, cell.problem) for cell in second.cells.values()] == [
        ("= 5 st", None),
        ("=)", None),
        ("#1", None),
        (None, "cell_formula"),
    ]
