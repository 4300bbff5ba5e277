"""Values as a reader expects them in a Swedish or an English sentence."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from scoring_service.domain.sentence_template import Format

if TYPE_CHECKING:
    from collections.abc import Iterable

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
MAX_TEXT_LENGTH: Final = 300
"""An applicant's text is cut to this many characters in a sentence."""

_NOT_STATED: Final = {"sv": "ej angivet", "en": "not stated"}
_AND: Final = {"sv": " och ", "en": " and "}
_YES: Final = {"sv": "ja", "en": "yes"}
_NO: Final = {"sv": "nej", "en": "no"}
_AT: Final = {"sv": " kl. ", "en": " at "}
_LOCAL_TIME: Final = re.compile(r" \d\d:\d\d")
"""How a derived fact ends a moment whose time of day matters, after the date."""
MONTHS: Final[dict[Language, list[str]]] = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_ORDINALS: Final = {
    "sv": [
        "första",
        "andra",
        "tredje",
        "fjärde",
        "femte",
        "sjätte",
        "sjunde",
        "åttonde",
        "nionde",
        "tionde",
        "elfte",
        "tolfte",
    ],
    "en": [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
    ],
}


def write_value(value: Any, language: Language, written: Format | None = None) -> str:
    """Write one value, or a list joined with "och"/"and"; None is written as not stated.

    A format that does not suit the value (an ordinal of a text) leaves it as it would be without.
    """
    if isinstance(value, list | tuple):
        return join_words((write_value(item, language, written) for item in value), language)
    if value is None:
        return _NOT_STATED[language]
    if isinstance(value, bool):
        return (_YES if value else _NO)[language]
    if isinstance(value, int):
        return _write_number(value, language, written)
    if written is Format.DATE and isinstance(value, str):
        return _write_day(value, language)
    if isinstance(value, date):
        return _write_date(value, language)
    text = clip_text(str(value))
    return f"”{text}”" if written is Format.QUOTE else text


def join_words(words: Iterable[str], language: Language) -> str:
    """Join as ``a, b och c``; not stated when there are none."""
    *first, last = list(words) or [_NOT_STATED[language]]
    return f"{', '.join(first)}{_AND[language]}{last}" if first else last


def clip_text(text: str) -> str:
    """Cut a text to MAX_TEXT_LENGTH characters, with an ellipsis where something was cut."""
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[: MAX_TEXT_LENGTH - 1]}…"


def _write_number(value: int, language: Language, written: Format | None) -> str:
    if written is Format.ORDINAL:
        return _write_ordinal(value, language)
    if written not in (Format.AMOUNT, Format.NUMBER):
        return str(value)
    grouped = f"{value:,}".replace(",", NO_BREAK_SPACE).replace("-", "−")
    return f"{grouped}{NO_BREAK_SPACE}kr" if written is Format.AMOUNT else grouped


def _write_ordinal(value: int, language: Language) -> str:
    if 1 <= value <= len(_ORDINALS[language]):
        return _ORDINALS[language][value - 1]
    last_two, last = abs(value) % 100, abs(value) % 10
    if language == "sv":
        return f"{value}:{'a' if last in (1, 2) and last_two not in (11, 12) else 'e'}"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{value}{'th' if last_two in (11, 12, 13) else ending}"


def _write_date(day: date, language: Language) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _write_day(text: str, language: Language) -> str:
    try:
        day = _write_date(date.fromisoformat(text[:10]), language)
    except ValueError:
        return clip_text(text)
    return f"{day}{_AT[language]}{text[11:]}" if _LOCAL_TIME.fullmatch(text[10:]) else day
