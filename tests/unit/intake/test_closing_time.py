"""When a call closes, on ordinary days and on the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from intake_service.domain.call import grant_year_by_default
from prescreen_shared.clock import (
    AmbiguousLocalTimeError,
    NoSuchLocalTimeError,
    end_of_day,
    is_time_zone,
    last_day_before,
    moment_of,
)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2017, 12, 1), datetime(2017, 12, 1, 23, tzinfo=UTC)),
        (date(2018, 6, 1), datetime(2018, 6, 1, 22, tzinfo=UTC)),
        (date(2018, 3, 25), datetime(2018, 3, 25, 22, tzinfo=UTC)),
        (date(2018, 10, 28), datetime(2018, 10, 28, 23, tzinfo=UTC)),
        (date(2017, 12, 31), datetime(2017, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_stockholm(day: date, moment: datetime) -> None:
    assert end_of_day(day) == moment


def test_the_spring_day_has_23_hours_and_the_autumn_day_25() -> None:
    lengths = [
        end_of_day(day) - end_of_day(day - timedelta(days=1))
        for day in (date(2018, 3, 25), date(2018, 10, 28))
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_a_local_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NoSuchLocalTimeError):
        moment_of(datetime(2018, 3, 25, 2, 30))


def test_a_local_time_that_comes_twice_is_refused_unless_it_has_an_offset() -> None:
    with pytest.raises(AmbiguousLocalTimeError):
        moment_of(datetime(2018, 10, 28, 2, 30))
    winter = timezone(timedelta(hours=1))
    assert moment_of(datetime(2018, 10, 28, 2, 30, tzinfo=winter)) == datetime(
        2018, 10, 28, 1, 30, tzinfo=UTC
    )


def test_a_plain_local_time_is_taken_in_the_zone_of_the_call() -> None:
    assert moment_of(datetime(2017, 12, 1, 16, 0)) == datetime(2017, 12, 1, 15, 0, tzinfo=UTC)
    assert moment_of(datetime(2017, 12, 1, 16, 0), "Europe/Helsinki") == datetime(
        2017, 12, 1, 14, 0, tzinfo=UTC
    )


def test_midnight_belongs_to_the_day_that_it_ends() -> None:
    assert last_day_before(end_of_day(date(2017, 12, 1))) == date(2017, 12, 1)
    assert last_day_before(datetime(2017, 12, 1, 11, tzinfo=UTC)) == date(2017, 12, 1)


@pytest.mark.parametrize(("day", "year"), [(date(2018, 6, 30), 2018), (date(2018, 7, 1), 2019)])
def test_money_of_a_call_that_closes_from_july_on_is_for_the_next_year(day: date, year: int) -> None:
    assert grant_year_by_default(day) == year


def test_a_time_zone_is_one_of_the_tz_database() -> None:
    assert is_time_zone("Europe/Stockholm")
    assert not is_time_zone("Stockholm")
