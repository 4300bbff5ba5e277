"""How amounts, numbers, dates and times are written in Swedish and in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

NO_BREAK_SPACE: Final = "\u00a0"
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
MINUS: Final = "\u2212"

_LOCALES: Final[dict[Language, str]] = {"sv": "sv_SE", "en": "en_GB"}


def format_number(number: int) -> str:
    """Write a whole number in both languages as ``12 500`` with a no-break space."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE).replace("-", MINUS)


def format_amount(amount: int) -> str:
    """Write an amount in whole SEK, in both languages as ``1 250 000 kr`` with no-break spaces."""
    return f"{format_number(amount)}{NO_BREAK_SPACE}kr"


def format_date(day: date, language: Language = "sv") -> str:
    """Write a day in words: ``1 december 2017``, the same in both languages but for the month's name."""
    return babel_date(day, "d MMMM y", locale=_LOCALES[language])


def format_moment(moment: datetime, language: Language = "sv") -> str:
    """Write an aware moment in Stockholm's time: ``1 december 2017 kl. 16.05``, in English ``1 December 2017 at 16:05``.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(
            f"{moment!r} has no time zone; only a known moment can be written in Stockholm's time"
        )
    pattern = "d MMMM y 'at' HH:mm" if language == "en" else "d MMMM y 'kl.' HH.mm"
    return babel_datetime(moment.astimezone(STOCKHOLM), pattern, tzinfo=STOCKHOLM, locale=_LOCALES[language])


def format_value(value: object, language: Language = "sv") -> str:
    """Write any JSON value or date as a reader expects it: yes and no in words, lists with commas."""
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}[language][value]
    if isinstance(value, datetime):
        return format_moment(value, language)
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(format_value(item, language) for item in value)
    return str(value)
