"""The texts of a rule set: their places, filled with the facts of one application as a reader expects to see them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import (
    Language,
    Pieces,
    Place,
    TemplateError,
    fill,
    format_amount,
    format_answer,
    format_date,
    format_number,
    format_ordinal,
    parse_template,
    places_of,
)
from scoring_service.domain.condition import Fact, FactType, Scalar
from scoring_service.domain.rule_set import RuleSet

MISSING = "missing"
"""The place that stands for the labels of the missing facts."""
MAX_TEXT_LENGTH: Final = 300
"""An applicant's text is cut to this many characters in a sentence."""
_NOT_STATED: Final = {"sv": "ej angivet", "en": "not stated"}
_AND: Final = {"sv": " och ", "en": " and "}
_AT: Final = {"sv": " kl. ", "en": " at "}
_LOCAL_TIME: Final = re.compile(r" \d\d:\d\d(:\d\d(\.\d+)?)?")
"""How a derived fact ends a moment whose time of day matters, after the date."""


class Format(StrEnum):
    """How a value is written when its type does not say it well."""

    ORDINAL = "ordinal"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class SentenceFiller:
    """Fills the sentences of one rule set with the facts of one application."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]

    def fill(self, sentence: Sentence, missing: tuple[str, ...] = ()) -> Sentence:
        """Put every value into both languages; ``missing`` are names of facts, written by their labels."""
        return Sentence(
            sv=fill(parse_sentence(sentence.sv), lambda place: self._write(place, "sv", missing)),
            en=fill(parse_sentence(sentence.en), lambda place: self._write(place, "en", missing)),
        )

    def _write(self, place: Place, language: Language, missing: tuple[str, ...]) -> str:
        if place.name == MISSING:
            return _join_words((self._label(name, language) for name in missing), language)
        if place.name in self.rule_set.constants:
            return write_value(self.rule_set.constants[place.name], language, place.format)
        fact = self.facts.get(place.name)
        if place.detail is not None:
            return write_value(fact and fact.details.get(place.detail), language, place.format)
        return self._write_fact(place, None if fact is None else fact.value, language)

    def _write_fact(self, place: Place, value: Scalar | None, language: Language) -> str:
        declared = self.rule_set.facts[place.name]
        if isinstance(value, str) and value in declared.choice_labels:
            value = getattr(declared.choice_labels[value], language)
        by_type = Format.AMOUNT if declared.type is FactType.AMOUNT else None
        return write_value(value, language, place.format or by_type)

    def _label(self, name: str, language: Language) -> str:
        label: str = getattr(self.rule_set.facts[name].label, language)
        return label


def named_facts(rule_set: RuleSet, sentence: Sentence) -> tuple[str, ...]:
    """Name the facts of the rule set that a sentence mentions in either language."""
    found = (*placeholders(sentence.sv), *placeholders(sentence.en))
    return tuple(dict.fromkeys(place.name for place in found if place.name in rule_set.facts))


def write_value(value: Any, language: Language, written: str | None = None) -> str:
    """Write one value, or a list joined with "och"/"and"; None is written as not stated.

    A format that does not suit the value (an ordinal of a text) leaves it as it would be without.
    """
    if isinstance(value, list | tuple):
        return _join_words((write_value(item, language, written) for item in value), language)
    if value is None:
        return _NOT_STATED[language]
    if isinstance(value, bool):
        return format_answer(value, language)
    if isinstance(value, int):
        return _write_number(value, language, written)
    if written == Format.DATE and isinstance(value, str):
        return _write_day(value, language)
    if isinstance(value, date):
        return format_date(value, language)
    text = clip_text(str(value))
    return f"”{text}”" if written == Format.QUOTE else text


def clip_text(text: str) -> str:
    """Cut a text to MAX_TEXT_LENGTH characters, with an ellipsis where something was cut."""
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[: MAX_TEXT_LENGTH - 1]}…"


@lru_cache(maxsize=4096)
def parse_sentence(text: str) -> Pieces:
    """Split a sentence into plain text and places that rules may have. Raises TemplateError."""
    pieces = parse_template(text)
    for place in places_of(pieces):
        if place.format is not None and place.format not in list(Format):
            raise TemplateError(str(place))
    return pieces


def placeholders(text: str) -> tuple[Place, ...]:
    """Give the places of a sentence in order. Raises TemplateError."""
    return places_of(parse_sentence(text))


def _join_words(words: Iterable[str], language: Language) -> str:
    """Join as ``a, b och c``; not stated when there are none."""
    *first, last = list(words) or [_NOT_STATED[language]]
    return f"{', '.join(first)}{_AND[language]}{last}" if first else last


def _write_number(value: int, language: Language, written: str | None) -> str:
    if written == Format.ORDINAL:
        return format_ordinal(value, language)
    if written == Format.AMOUNT:
        return format_amount(value)
    return format_number(value) if written == Format.NUMBER else str(value)


def _write_day(text: str, language: Language) -> str:
    try:
        day = format_date(date.fromisoformat(text[:10]), language)
    except ValueError:
        return clip_text(text)
    clock = text[11:].replace(".", ",") if language == "sv" else text[11:]
    return f"{day}{_AT[language]}{clock}" if _LOCAL_TIME.fullmatch(text[10:]) else day
