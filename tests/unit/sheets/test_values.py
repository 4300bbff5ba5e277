"""What people write in a cell is read as they mean it, and asked about where it can mean two things."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from prescreen_shared.sheets.cells import Cell
from prescreen_shared.sheets.values import (
    CellRefusedError,
    amount_of,
    choice_of,
    code_of,
    day_of,
    decimal_of,
    moment_of,
    text_of,
    truth_of,
    whole_of,
    years_of,
)
from prescreen_shared.texts.catalogue import text


def cell(value: Any) -> Cell:
    return Cell(1, 1, value)


def refusal(read: Any, value: Any) -> str:
    with pytest.raises(CellRefusedError) as caught:
        read(value if isinstance(value, Cell) else cell(value))
    assert all(text(f"fault.{caught.value.code}", **caught.value.values).values())
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (350_000, 350_000),
        (350_000.0, 350_000),
        ("350 000", 350_000),
        ("350\u00a0000 kr", 350_000),
        ("350 000:-", 350_000),
        ("44.300:-", 44_300),
        ("44.300 kr", 44_300),
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1.250.000,00 SEK", 1_250_000),
        ("1 250 000,00", 1_250_000),
        ("350000.00", 350_000),
        ("SEK 350 000", 350_000),
        ("1 250 tkr", 1_250_000),
        ("12,5 tkr", 12_500),
        ("1,25 mkr", 1_250_000),
        ("1.25 mkr", 1_250_000),
        ("1,2 miljoner kronor", 1_200_000),
        ("350 tusen", 350_000),
        ("500 kronor", 500),
        ("0", 0),
        (None, None),
        ("-", None),
        ("vet ej", None),
        ("Ej angivet", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(written: Any, amount: int | None) -> None:
    assert amount_of(cell(written)) == amount


@pytest.mark.parametrize("written", ["350.000", "350,000", "350,000 kr", "1.250 tkr"])
def test_an_amount_that_can_mean_two_things_is_asked_about(written: str) -> None:
    assert refusal(amount_of, written) == "two_numbers"


@pytest.mark.parametrize(
    "written",
    ["ca 350 000", "350 000 + moms", "350 00", "1 2 3", 12.5, "12,50", True, date(2017, 1, 1), "350k"],
)
def test_what_is_no_amount_is_refused(written: Any) -> None:
    assert refusal(amount_of, written) == "not_amount"


def test_a_column_in_thousands_counts_thousands_unless_the_cell_says_otherwise() -> None:
    written = [350, "1 250", "350 000 kr", "2 mkr"]
    read = [amount_of(cell(each), "Sökt belopp (tkr)") for each in written]
    assert read == [350_000, 1_250_000, 350_000, 2_000_000]


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        *((each, True) for each in ("Ja", "J", "x", "X", "ja.", "Yes", True, 1, "✓")),
        *((each, False) for each in ("nej", "N", "no", False, 0)),
        *((each, None) for each in ("vet ej", "Vet ej.", "-", "?", None, "ej angivet")),
    ],
)
def test_yes_and_no_are_read_in_both_languages(written: Any, answer: bool | None) -> None:
    assert truth_of(cell(written)) is answer


@pytest.mark.parametrize("written", ["kanske", 17, "ja och nej", date(2017, 1, 1)])
def test_what_is_neither_yes_nor_no_is_refused(written: Any) -> None:
    assert refusal(truth_of, written) == "no_truth"


@pytest.mark.parametrize(
    "written",
    [
        date(2017, 11, 30),
        "2017-11-30",
        "2017–11–30",
        "20171130",
        20171130,
        "2017/11/30",
        "30/11 2017",
        "30/11-2017",
        "30/11-17",
        "30.11.2017",
        "30/11/2017",
        "30 november 2017",
        "den 30 nov. 2017",
        "30 nov 2017",
        "30:e november 2017",
        "torsdag 30 november 2017",
        "30 November 2017",
    ],
)
def test_a_day_is_read_as_people_write_it(written: Any) -> None:
    assert day_of(cell(written)) == date(2017, 11, 30)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (43070, "serial_for_day"),
        (43070.5, "serial_for_day"),
        ("5/6/2017", "day_unclear"),
        ("17-11-30", "day_unclear"),
        ("30/2 2017", "no_day"),
        ("i november", "no_day"),
        ("2017-13-01", "no_day"),
        (True, "no_day"),
        (datetime(2017, 11, 30, 13, 5), "time_of_day"),
        ("2017-11-30 kl. 13.05", "time_of_day"),
    ],
)
def test_what_is_no_day_or_can_mean_two_is_refused(written: Any, code: str) -> None:
    assert refusal(day_of, written) == code


@pytest.mark.parametrize(
    "written",
    ["2017-11-30 13:05", "2017-11-30T13:05:00", "30/11 2017 kl. 13.05", datetime(2017, 11, 30, 13, 5)],
)
def test_a_day_with_a_time_is_a_moment(written: Any) -> None:
    assert moment_of(cell(written)) == datetime(2017, 11, 30, 13, 5)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2016, 2017", [2016, 2017]),
        ("2015, 2016 och 2017", [2015, 2016, 2017]),
        ("2015–2017", [2015, 2016, 2017]),
        ("2015-17", [2015, 2016, 2017]),
        ("åren 2015 till 2017", [2015, 2016, 2017]),
        ("2016/2017", [2016, 2017]),
        (2016, [2016]),
        ("2016\n2017", [2016, 2017]),
        ("-", []),
        ("–", []),
        ("Inga", []),
        ("nej", []),
        (0, []),
        (None, None),
        ("vet ej", None),
        ("?", None),
    ],
)
def test_years_are_read_one_by_one_and_none_is_not_the_same_as_not_stated(
    written: Any, years: list[int] | None
) -> None:
    found = years_of(cell(written))
    assert (found and [year for year, _ in found]) == years


def test_a_year_can_be_said_to_be_a_pre_study() -> None:
    assert years_of(cell("2015 (förstudie), 2016")) == [(2015, True), (2016, False)]


@pytest.mark.parametrize(
    "written", ["17", 17, "2015–2099", "2017–2015", "tre år", date(2017, 1, 1), 2016.2017]
)
def test_what_gives_no_years_is_refused(written: Any) -> None:
    assert refusal(years_of, written) == "no_years"


def test_a_word_of_a_list_is_read_in_any_case_and_told_with_what_there_is() -> None:
    words = {"Lokala utvecklingsmedel": "project", "project": "project", "Studieresa": "study_visit"}
    assert choice_of(cell(" LOKALA  utvecklingsmedel:"), words) == "project"
    assert choice_of(cell("-"), words) is None
    with pytest.raises(CellRefusedError) as caught:
        choice_of(cell("Projektbidrag"), words, "unknown_grant_type")
    assert caught.value.values["accepted"].startswith("Lokala utvecklingsmedel")


def test_numbers_stay_what_they_are_and_text_stays_as_written() -> None:
    assert whole_of(cell("1 250")) == 1250
    assert refusal(whole_of, "12,5") == "not_whole"
    assert decimal_of(cell("12,5")) == 12.5
    assert refusal(decimal_of, "mycket") == "not_number"
    assert [text_of(cell(each)) for each in (3.5, 17, True, "=A1", date(2017, 1, 2))] == [
        "3,5",
        "17",
        "ja",
        "=A1",
        "2017-01-02",
    ]
    assert code_of(cell(17)) == "17"
    assert refusal(code_of, date(2017, 1, 1)) == "code_as_number"


@pytest.mark.parametrize("read", [amount_of, truth_of, day_of, years_of, text_of, code_of, whole_of])
def test_an_error_and_a_formula_without_a_value_are_never_blank(read: Any) -> None:
    assert refusal(read, Cell(1, 1, None, "cell_error", "#REF!")) == "cell_error"
    assert refusal(read, Cell(1, 1, None, "cell_formula", "=A2")) == "cell_formula"


def test_a_time_alone_is_no_day() -> None:
    assert refusal(day_of, time(13, 5)) == "no_day"
