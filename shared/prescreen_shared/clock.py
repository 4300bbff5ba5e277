"""The clock of a call: its local times and days as moments, clock-change nights included, and when an application came in.

A time without an offset, and a day alone, are read on that clock and taken as what they are: of a day nobody makes a
moment. Where two times are told beside each other they are written as finely as it takes to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_ZONE: Final = "Europe/Stockholm"


class NoSuchLocalTimeError(ValueError):
    """The clocks skip this local time, on the night when they are put forward."""


class AmbiguousLocalTimeError(ValueError):
    """This local time comes twice, on the night when the clocks are put back."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """When something came in: ``at`` is the moment in UTC; where only the day is known it is ``on``, a local day.

    Both are None where nothing is stated.
    """

    at: datetime | None = None
    on: date | None = None

    def span(self, zone: str = DEFAULT_ZONE) -> tuple[datetime, datetime] | None:
        """Give the first moment at which it can have come in and the one before which it did, None where nothing is stated."""
        if self.at is not None:
            at = on_clock(self.at, zone)
            return at, at + _ONE
        return None if self.on is None else (start_of_day(self.on, zone), end_of_day(self.on, zone))


def arrival_of(stated: date | datetime | None, zone: str = DEFAULT_ZONE) -> Arrival:
    """Read a moment, a local time of ``zone`` or a day.

    Raises:
        NoSuchLocalTimeError: the local time does not exist.
        AmbiguousLocalTimeError: the local time comes twice, so an offset must be stated.
    """
    if isinstance(stated, datetime):
        return Arrival(at=moment_of(stated, zone))
    return Arrival(on=stated)


@cache
def is_time_zone(name: str) -> bool:
    """Tell whether ``name`` is a zone of the tz database, such as ``Europe/Stockholm``."""
    return name in available_timezones()


def on_clock(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Give a moment as the clock of ``zone`` shows it; one without an offset is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))


def start_of_day(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Give the moment, in UTC, at which a local day begins."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Give the moment, in UTC, at which a local day ends and the next one begins."""
    return start_of_day(day + timedelta(days=1), zone)


def last_day_before(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """Give the local day that is the last to have any time before ``moment``: midnight belongs to the day it ends."""
    return on_clock(moment - _ONE, zone).date()


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


def told_apart(local: datetime, beside: datetime) -> tuple[str, str]:
    """Write two local times of one clock, such as ``2017-12-01 12:00:30``: to the minute, or as finely as they differ.

    Of two that are the same moment the first is written to the second, so that the two never read the same. Where clocks
    were put back between them, and an hour came twice, each has its offset: ``2018-10-28 02:30+01:00``.
    """
    if local.utcoffset() != beside.utcoffset() and any(map(_comes_twice, (local, beside))):
        first, second = (datetime.isoformat(each, " ", "minutes") for each in (local, beside))
        return first, second
    by_minute = f"{local:%Y-%m-%d %H:%M}", f"{beside:%Y-%m-%d %H:%M}"
    if by_minute[0] != by_minute[1]:
        return by_minute
    if local == beside:
        return _with_seconds(local), by_minute[1]
    by_second = f"{local:%Y-%m-%d %H:%M:%S}", f"{beside:%Y-%m-%d %H:%M:%S}"
    return by_second if by_second[0] != by_second[1] else (_with_seconds(local), _with_seconds(beside))


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _with_seconds(local: datetime) -> str:
    parts = f".{local.microsecond:06d}".rstrip("0") if local.microsecond else ""
    return f"{local:%Y-%m-%d %H:%M:%S}{parts}"


_ONE: Final = timedelta(microseconds=1)
