"""Values as a reader expects them in a Swedish or an English sentence.

RETELL:
- (fill_sentence) A rule's sentence with the values of one application put in.
- (sentence_template) The placeholders of a sentence: ``{fact}``, ``{fact.detail}``, ``{fact:ordinal}``, and ``{{`` for a plain brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Literal

from scoring_service.domain.fact import Fact, FactType, Scalar
from scoring_service.domain.rule_set import RuleSet, Sentence

MISSING = "missing"
"""The placeholder that stands for the labels of the missing facts."""
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
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACEHOLDER = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?::([a-z]+))?")


@dataclass(frozen=True, slots=True)
class SentenceFiller:
    """Fills the sentences of one rule set with the facts of one application."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]

    def fill(self, sentence: Sentence, missing: tuple[str, ...] = ()) -> Sentence:
        """Put every value into both languages; ``missing`` are names of facts, written by their labels."""
        return Sentence(
            sv=self._fill(sentence.sv, "sv", missing),
            en=self._fill(sentence.en, "en", missing),
        )

    def _fill(self, text: str, language: Language, missing: tuple[str, ...]) -> str:
        return "".join(
            piece if isinstance(piece, str) else self._write(piece, language, missing)
            for piece in parse_sentence(text)
        )

    def _write(self, place: Placeholder, language: Language, missing: tuple[str, ...]) -> str:
        if place.name == MISSING:
            return _join_words((self._label(name, language) for name in missing), language)
        if place.name in self.rule_set.constants:
            return write_value(self.rule_set.constants[place.name], language, place.format)
        fact = self.facts.get(place.name)
        if place.detail is not None:
            return write_value(fact and fact.details.get(place.detail), language, place.format)
        return self._write_fact(place, None if fact is None else fact.value, language)

    def _write_fact(self, place: Placeholder, value: Scalar | None, language: Language) -> str:
        declared = self.rule_set.facts[place.name]
        if isinstance(value, str) and value in declared.choice_labels:
            value = getattr(declared.choice_labels[value], language)
        written = place.format
        if written is None and declared.type is FactType.AMOUNT:
            written = Format.AMOUNT
        return write_value(value, language, written)

    def _label(self, name: str, language: Language) -> str:
        label: str = getattr(self.rule_set.facts[name].label, language)
        return label


def named_facts(rule_set: RuleSet, sentence: Sentence) -> tuple[str, ...]:
    """Name the facts of the rule set that a sentence mentions in either language."""
    found = (*placeholders(sentence.sv), *placeholders(sentence.en))
    return tuple(dict.fromkeys(place.name for place in found if place.name in rule_set.facts))


def write_value(value: Any, language: Language, written: Format | None = None) -> str:
    """Write one value, or a list joined with "och"/"and"; None is written as not stated.

    A format that does not suit the value (an ordinal of a text) leaves it as it would be without.
    """
    if isinstance(value, list | tuple):
        return _join_words((write_value(item, language, written) for item in value), language)
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


def clip_text(text: str) -> str:
    """Cut a text to MAX_TEXT_LENGTH characters, with an ellipsis where something was cut."""
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[: MAX_TEXT_LENGTH - 1]}…"


class Format(StrEnum):
    """How a value is written when its type does not say it well."""

    ORDINAL = "ordinal"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    QUOTE = "quote"


class SentenceError(ValueError):
    """The sentence has a brace or a placeholder that means nothing; ``part`` is the piece at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place for the value of a fact, a constant, or a detail of a fact."""

    name: str
    detail: str | None
    format: Format | None

    @property
    def key(self) -> str:
        """The name under which the finding's facts hold the value."""
        return self.name if self.detail is None else f"{self.name}.{self.detail}"


@lru_cache(maxsize=4096)
def parse_sentence(text: str) -> tuple[str | Placeholder, ...]:
    """Split a sentence into plain text and placeholders. Raises SentenceError."""
    pieces: list[str | Placeholder] = []
    end = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[end : found.start()])
        pieces.append(_piece(found))
        end = found.end()
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece != "")


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Give the placeholders of a sentence in order. Raises SentenceError."""
    return tuple(piece for piece in parse_sentence(text) if isinstance(piece, Placeholder))


def _join_words(words: Iterable[str], language: Language) -> str:
    """Join as ``a, b och c``; not stated when there are none."""
    *first, last = list(words) or [_NOT_STATED[language]]
    return f"{', '.join(first)}{_AND[language]}{last}" if first else last


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


def _write_day(text: str, language: Language) -> str:
    try:
        day = _write_date(date.fromisoformat(text[:10]), language)
    except ValueError:
        return clip_text(text)
    return f"{day}{_AT[language]}{text[11:]}" if _LOCAL_TIME.fullmatch(text[10:]) else day


def _write_date(day: date, language: Language) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _piece(found: re.Match[str]) -> str | Placeholder:
    whole = found.group(0)
    if whole in ("{{", "}}"):
        return whole[0]
    inner = _PLACEHOLDER.fullmatch(found.group(1) or "")
    if inner is None:
        raise SentenceError(whole)
    name, detail, written = inner.groups()
    if written is not None and written not in list(Format):
        raise SentenceError(whole)
    return Placeholder(name, detail, None if written is None else Format(written))
