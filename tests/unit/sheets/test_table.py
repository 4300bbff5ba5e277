"""A table is found by what its columns are called; what is no entry is told and never taken for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from prescreen_shared.sheets.read_book import read_book
from prescreen_shared.sheets.table import Label, Tables, find_tables, fold_label
from prescreen_shared.texts.catalogue import text
from tests.stages.workbooks import made_book, saved

LABELS = (
    Label("reference", ("Dnr", "Reference"), tells_apart=True),
    Label("title", ("Projekt", "Title"), is_required=True, tells_apart=True),
    Label("applicants", ("Sökande", "Applicant"), is_required=True, tells_apart=True),
    Label("amount", ("Sökt belopp", "Amount sought")),
)
HEADER = ["Dnr", "Projekt", "Sökande", "Sökt belopp"]
ENTRY = ["A 1", "Läxhjälp", "Farsta", 1000]


def found(rows: list[list[Any]], change: Callable[[Workbook], None] | None = None) -> Tables:
    book = made_book({"Lista": rows})
    if change is not None:
        change(book)
    tables = find_tables(read_book(saved(book), "lista.xlsx"), LABELS)
    assert all(all(text(f"fault.{fault.code}", **fault.values).values()) for fault in tables.faults)
    assert all(all(text(f"remark.{remark.code}").values()) for remark in tables.remarks)
    return tables


def entries(tables: Tables) -> list[int]:
    return [row.number for table in tables.tables for row in table.entries]


def remarks(tables: Tables) -> list[tuple[str, str]]:
    return [(remark.code, remark.place) for remark in tables.remarks]


@pytest.mark.parametrize(
    "header",
    [
        ["dnr", "PROJEKT*", " Sökande: ", "sökt\nbelopp (kr)"],
        ["Reference", "Title", "Applicant *", "Amount  sought"],
        ["Dnr.", "Pro\u00adjekt", "So\u0308kande", "Sökt belopp?"],
    ],
)
def test_columns_are_found_in_either_language_however_their_labels_are_written(header: list[str]) -> None:
    [table] = found([header, ENTRY]).tables
    assert table.columns == {"reference": 1, "title": 2, "applicants": 3, "amount": 4}


def test_columns_may_stand_in_any_order_and_unknown_ones_are_told() -> None:
    tables = found(
        [["Sökt belopp", "Anm", "Sökande", "Projektt", "Projekt"], [1, "x", "Farsta", "y", "Läxhjälp"]]
    )
    assert tables.tables[0].columns == {"amount": 1, "applicants": 3, "title": 5}
    assert [(each.code, each.place, each.written) for each in tables.remarks] == [
        ("other_column", "Lista!B1", "Anm"),
        ("other_column", "Lista!D1", "Projektt → Projekt?"),
    ]


def test_titles_sums_blank_rows_notes_and_repeated_headings_are_no_entries() -> None:
    rows: list[list[Any]] = [
        ["Inkomna ansökningar 2018"],
        HEADER,
        ENTRY,
        [],
        ["Studiebesök"],
        ["A 2", "Resa", "Bromma", None],
        HEADER,
        [],
        [],
        ["Summa", None, None, 1000],
        [None, None, None, 2000],
        ["Totalt:", None, None, 2000],
    ]
    tables = found(rows)
    assert entries(tables) == [3, 6]
    assert remarks(tables) == [
        ("title_row", "Lista!1"),
        ("note_row", "Lista!5"),
        ("header_again", "Lista!7"),
        ("sum_row", "Lista!10"),
        ("sum_row", "Lista!11"),
        ("sum_row", "Lista!12"),
        ("blank_rows", "Lista!4"),
        ("blank_rows", "Lista!8–9"),
    ]


def test_an_entry_whose_name_begins_like_a_sum_is_an_entry() -> None:
    assert entries(
        found([HEADER, ["Summa", "Summa summarum", "Farsta", 1], [None, "Totalt fokus", "Farsta", 1]])
    ) == [2, 3]


def test_other_sheets_and_hidden_ones_are_told_and_not_taken() -> None:
    def more(book: Workbook) -> None:
        book.create_sheet("Anteckningar").append(["ring Bromma"])
        book.create_sheet("Gömt").append(HEADER)
        book["Gömt"].sheet_state = "hidden"
        book.create_sheet("Tomt")

    tables = found([HEADER, ENTRY], more)
    assert remarks(tables) == [("other_sheet", "Anteckningar"), ("hidden_sheet", "Gömt")]


def test_a_hidden_row_is_taken_and_told() -> None:
    def hide(book: Workbook) -> None:
        book["Lista"].row_dimensions[2].hidden = True

    tables = found([HEADER, ENTRY], hide)
    assert (entries(tables), remarks(tables)) == ([2], [("hidden_row", "Lista!2")])


def test_a_heading_that_is_merged_over_two_rows_stands_over_its_column() -> None:
    def merge(book: Workbook) -> None:
        book["Lista"].merge_cells("A1:A2")
        book["Lista"].merge_cells("B1:C1")

    tables = found([["Dnr", "Ansökan"], [None, "Projekt", "Sökande"], ["A 1", "Läxhjälp", "Farsta"]], merge)
    assert tables.tables[0].columns == {"reference": 1, "title": 2, "applicants": 3}
    assert entries(tables) == [3]


@pytest.mark.parametrize("area", ["C2:C3", "B2:C2"])
def test_merged_cells_among_the_entries_are_refused_by_their_area(area: str) -> None:
    tables = found([HEADER, ENTRY, ENTRY], lambda book: book["Lista"].merge_cells(area))
    assert [(fault.code, fault.cell) for fault in tables.faults] == [("merged_cells", f"Lista!{area}")]


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([["Dnr", "Projekt", "Sökt belopp"], ENTRY], "column_missing", "Lista!1"),
        ([[*HEADER, "Title"], ENTRY], "column_twice", "Lista!E1"),
        ([HEADER, ENTRY, ["Sökande", "Projekt", "Dnr"], ENTRY], "header_differs", "Lista!3"),
        ([["ring", "Bromma"]], "no_header", None),
    ],
)
def test_what_is_wrong_with_a_table_is_told_by_its_place(
    rows: list[list[Any]], code: str, place: str | None
) -> None:
    assert [(fault.code, fault.cell, fault.file) for fault in found(rows).faults] == [
        (code, place, "lista.xlsx")
    ]


def test_letters_with_dots_and_rings_stay_letters_of_their_own() -> None:
    assert fold_label("Förvaltning") != fold_label("Forvaltning")
