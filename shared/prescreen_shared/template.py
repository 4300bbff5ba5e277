"""Texts with places to fill, such as ``{name}`` and ``{name.detail:format}``, and how their values are written in both languages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, get_args

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_MINUS: Final = "\N{MINUS SIGN}"
_YES_NO: Final = {"sv": ("nej", "ja"), "en": ("no", "yes")}
_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACE: Final = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?::(.*))?", re.DOTALL)
_ORDINALS: Final = {
    "sv": "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte".split(),
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
}
# Written here and not taken from a library, so that a newer version of it never changes a sentence that is kept.
MONTHS: Final = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


class TemplateError(ValueError):
    """The text has a brace or a place that means nothing; ``part`` is the piece at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(f"{part} cannot be read")
        self.part = part


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a value, or for a detail of it; ``format`` is a word for how it is written."""

    name: str
    detail: str | None
    format: str | None

    @property
    def key(self) -> str:
        """Name and detail, as a finding's facts name the value."""
        return self.name if self.detail is None else f"{self.name}.{self.detail}"

    def __str__(self) -> str:
        """Write the place as it stands in its text."""
        return f"{{{self.key}}}" if self.format is None else f"{{{self.key}:{self.format}}}"


Pieces = tuple[str | Place, ...]


@lru_cache(maxsize=4096)
def parse_template(template: str) -> Pieces:
    """Split a text into plain text and places; ``{{`` and ``}}`` are plain braces. Raises TemplateError."""
    pieces: list[str | Place] = []
    end = 0
    for found in _PIECE.finditer(template):
        pieces += (template[end : found.start()], _piece(found))
        end = found.end()
    pieces.append(template[end:])
    return tuple(piece for piece in pieces if piece != "")


def places_of(pieces: Pieces) -> tuple[Place, ...]:
    """Give the places of a text in order."""
    return tuple(piece for piece in pieces if isinstance(piece, Place))


def fill(pieces: Pieces, write: Callable[[Place], str]) -> str:
    """Put what ``write`` gives into each place of a text."""
    return "".join(piece if isinstance(piece, str) else write(piece) for piece in pieces)


def format_number(number: int) -> str:
    """Write a whole number in both languages as ``12 500`` with a no-break space."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE).replace("-", _MINUS)


def format_amount(amount: int) -> str:
    """Write an amount in whole SEK, in both languages as ``1 250 000 kr`` with no-break spaces."""
    return f"{format_number(amount)}{NO_BREAK_SPACE}kr"


def format_ordinal(number: int, language: Language) -> str:
    """Write a number of an order: ``fjärde``, ``fourth``; from the thirteenth with digits: ``21:a``, ``21st``."""
    if 1 <= number <= len(_ORDINALS[language]):
        return _ORDINALS[language][number - 1]
    last_two, last = abs(number) % 100, abs(number) % 10
    if language == "sv":
        return f"{number}:{'a' if last in (1, 2) and last_two not in (11, 12) else 'e'}"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number}{'th' if last_two in (11, 12, 13) else ending}"


def format_date(day: date, language: Language = "sv") -> str:
    """Write a day in words: ``1 december 2017``, the same in both languages but for the month's name."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def format_answer(answer: bool, language: Language) -> str:
    """Write yes or no."""
    return _YES_NO[language][answer]


def _piece(found: re.Match[str]) -> str | Place:
    whole = found.group(0)
    if whole in ("{{", "}}"):
        return whole[0]
    inner = _PLACE.fullmatch(found.group(1) or "")
    if inner is None:
        raise TemplateError(whole)
    return Place(*inner.groups())
