"""Promises of how amounts, dates and times are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from babel.dates import get_month_names

from prescreen_shared.template import LANGUAGES, Language
from prescreen_shared.texts.catalogue import (
    format_amount,
    format_date,
    format_moment,
    format_number,
    format_value,
)


def test_an_amount_has_no_place_to_break() -> None:
    assert format_amount(1_250_000) == "1\u00a0250\u00a0000\u00a0kr"
    assert format_amount(0) == "0\u00a0kr"
    assert format_amount(-25_000) == "\u221225\u00a0000\u00a0kr"


def test_a_number_is_grouped_by_no_break_spaces() -> None:
    assert format_number(12_500) == "12\u00a0500"


def test_a_date_is_written_in_words() -> None:
    assert format_date(date(2017, 12, 1)) == "1 december 2017"
    assert format_date(date(2017, 12, 1), "en") == "1 December 2017"


@pytest.mark.parametrize(
    ("moment", "swedish"),
    [
        (datetime(2017, 12, 1, 15, 5, tzinfo=UTC), "1 december 2017 kl. 16.05"),
        (datetime(2017, 7, 1, 22, 30, tzinfo=UTC), "2 juli 2017 kl. 00.30"),
        (datetime(2017, 10, 29, 0, 30, tzinfo=UTC), "29 oktober 2017 kl. 02.30"),
        (datetime(2017, 10, 29, 1, 30, tzinfo=UTC), "29 oktober 2017 kl. 02.30"),
    ],
)
def test_a_moment_is_written_in_stockholms_time(moment: datetime, swedish: str) -> None:
    assert format_moment(moment) == swedish


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        format_moment(datetime(2017, 12, 1, 15, 5))


def test_any_value_is_written_as_a_reader_expects_it() -> None:
    assert [format_value(value) for value in (True, False, 4, "ord", [2015, 2016])] == [
        "ja",
        "nej",
        "4",
        "ord",
        "2015, 2016",
    ]
    assert format_value(date(2017, 12, 1), "en") == "1 December 2017"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_months_are_called_as_the_locale_calls_them(language: Language) -> None:
    months = get_month_names("wide", locale=language)
    written = [format_date(date(2018, month, 1), language) for month in months]
    assert written == [f"1 {name} 2018" for name in months.values()]
