"""When a call closes: local times of the call's zone turned into moments, clock-change nights included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_ZONE: Final = "Europe/Stockholm"
_JULY: Final = 7


class NoSuchLocalTimeError(ValueError):
    """The clocks skip this local time, on the night when they are put forward."""


class AmbiguousLocalTimeError(ValueError):
    """This local time comes twice, on the night when the clocks are put back."""


def is_time_zone(name: str) -> bool:
    """Tell whether ``name`` is a zone of the tz database, such as ``Europe/Stockholm``."""
    return name in available_timezones()


def end_of_day(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Give the moment, in UTC, at which a local day ends and the next one begins."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)


def last_day_before(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """Give the local day that is the last to have any time before ``moment``: midnight belongs to the day it ends."""
    return (moment - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def moment_of(written: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Give the moment, in UTC, of a time that is aware, or local to ``zone``.

    Raises:
        NoSuchLocalTimeError: the local time does not exist.
        AmbiguousLocalTimeError: the local time comes twice, so an offset must be stated.
    """
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    first = written.replace(tzinfo=ZoneInfo(zone), fold=0)
    second = first.replace(fold=1)
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != written:
        raise NoSuchLocalTimeError(written.isoformat())
    if first.utcoffset() != second.utcoffset():
        raise AmbiguousLocalTimeError(written.isoformat())
    return first.astimezone(UTC)


def grant_year_by_default(closes_on: date) -> int:
    """Give the year that the money is for: the closing year, and the next when the call closes July–December."""
    return closes_on.year + 1 if closes_on.month >= _JULY else closes_on.year
