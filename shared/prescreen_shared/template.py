"""Texts with places to fill, such as ``{name}`` and ``{name.detail:format}``, and how their values are written in both languages.

What is put in a place and what stands around it read as one: no stop follows a stop, and no lead-in is said twice.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, get_args

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
PLURAL: Final = "plural"
"""The format that gives the first of two words after one, else the second: ``{count:plural|ansökan|ansökningar}``."""
_MINUS: Final = "\N{MINUS SIGN}"
_YES_NO: Final = {"sv": ("nej", "ja"), "en": ("no", "yes")}
_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACE: Final = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?::(.*))?", re.DOTALL)
_ORDINALS: Final = {
    "sv": "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte".split(),
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
}
_ENDED: Final = re.compile(r"[.?!…][”“\"’»]*$")
"""What ends with the stop of a sentence, also within quotation marks."""
_STOP: Final = re.compile(r"([”“\"’»]*)\.(?!\.)")
_WORD_AND_STOP: Final = re.compile(r"[^\W\d_]{4,}(\.)”$")
"""The stop that ends a quote, after what is no abbreviation."""
_GOES_ON: Final = re.compile(r"\)|[,;:]|\s+[^\W\d_A-ZÅÄÖ]")
"""What follows a quote within a sentence."""
_LEAD_IN: Final = re.compile(r"(?:^|[\s(”])([^\W\d_]{2,}:?) $")
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


class Filled(str):
    """A text that was put in a place."""

    __slots__ = ()


def fill(pieces: Pieces, write: Callable[[Place], str]) -> str:
    """Put what ``write`` gives into each place of a text."""
    return join_texts([piece if isinstance(piece, str) else Filled(write(piece)) for piece in pieces])


def join_texts(parts: Sequence[str]) -> str:
    """Join texts, of which some are ``Filled``, so that they read as one.

    After a filled text that ends with a stop no other follows, a quote within a sentence has none of its own, and one that begins
    with the lead-in before it (``Notera: Notera: …``, ``Om om …``) says it once. Else every text stays as it is.
    """
    told = ""
    for at, part in enumerate(parts):
        after = "".join(parts[at + 1 :])
        if isinstance(part, Filled):
            told += _without_stop(_without_lead_in(part, told), after)
        else:
            told += _STOP.sub(r"\1", part, count=1) if at and _closes(parts[at - 1], part) else part
    return told


def plural_word(written: str, value: object) -> str:
    """Give the word of a plural format, such as ``plural|ansökan|ansökningar``, that agrees with a number or a list's length."""
    _, one, many = written.split("|")
    return one if (len(value) if isinstance(value, list | tuple) else value) == 1 else many


def is_plural(written: str | None) -> bool:
    """Tell whether a format is a plural with its two words."""
    word, *forms = (written or "").split("|")
    return word == PLURAL and len(forms) == 2 and all(form.strip() for form in forms)


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


def _closes(filled: str, following: str) -> bool:
    """Tell whether a text that follows a filled one begins with a stop that it has already."""
    return isinstance(filled, Filled) and bool(_ENDED.search(filled) and _STOP.match(following))


def _without_stop(filled: str, after: str) -> str:
    """Leave out the stop of a quote that stands within a sentence."""
    found = _WORD_AND_STOP.search(filled) if _GOES_ON.match(after) else None
    return filled if found is None else filled[: found.start(1)] + filled[found.end(1) :]


def _without_lead_in(filled: str, before: str) -> str:
    """Leave out a first word that is said already: with a colon in any case, else in small letters, since names have capitals."""
    found = _LEAD_IN.search(before)
    word, _, rest = filled.partition(" ")
    if found is None or not rest or found[1].casefold() != word.casefold():
        return filled
    return rest if word.endswith(":") or word.islower() else filled


def _piece(found: re.Match[str]) -> str | Place:
    whole = found.group(0)
    if whole in ("{{", "}}"):
        return whole[0]
    inner = _PLACE.fullmatch(found.group(1) or "")
    if inner is None:
        raise TemplateError(whole)
    return Place(*inner.groups())
