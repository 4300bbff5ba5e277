"""The texts of a rule set: their places, filled with the facts of one application as a reader expects to see them.

A part in square brackets is left out, with its brackets, where a value in it is not stated; so is a part in round brackets, or of
what it lists that which is not stated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import (
    Filled,
    Language,
    Pieces,
    Place,
    TemplateError,
    format_amount,
    format_answer,
    format_date,
    format_number,
    format_ordinal,
    is_plural,
    join_texts,
    parse_template,
    places_of,
    plural_word,
)
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.rule_set import RuleSet

MISSING = "missing"
"""The place that stands for the labels of the missing facts."""
MAX_TEXT_LENGTH: Final = 300
"""An applicant's text is cut to this many characters in a sentence."""
_NOT_STATED: Final = {"sv": "ej angivet", "en": "not stated"}
_AND: Final = {"sv": " och ", "en": " and "}
_AT: Final = {"sv": " kl. ", "en": " at "}
_BRACKET: Final = re.compile(r"([\[\]()]|[,;] )")
_CLOSING: Final = {"[": "]", "(": ")"}
_LOCAL_TIME: Final = re.compile(r" \d\d:\d\d(:\d\d(\.\d+)?)?(?P<offset>[+-]\d\d:\d\d)?")
"""How a derived fact ends a moment whose time of day matters, after the date."""


class Format(StrEnum):
    """How a value is written when its type does not say it well."""

    ORDINAL = "ordinal"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    QUOTE = "quote"
    PLURAL = "plural"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class SentenceFiller:
    """Fills the sentences of one rule set with the facts of one application."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]

    def fill(self, sentence: Sentence, missing: tuple[str, ...] = ()) -> Sentence:
        """Put every value into both languages; ``missing`` are names of facts, written by their labels."""
        return Sentence(
            sv=fill_sentence(sentence.sv, "sv", lambda place: self._value(place, "sv", missing)),
            en=fill_sentence(sentence.en, "en", lambda place: self._value(place, "en", missing)),
        )

    def _value(self, place: Place, language: Language, missing: tuple[str, ...]) -> Any:
        if place.name == MISSING:
            return [self._label(name, language) for name in missing]
        if place.name in self.rule_set.constants:
            return self.rule_set.constants[place.name]
        fact = self.facts.get(place.name)
        if place.detail is not None:
            return fact and fact.details.get(place.detail)
        value = None if fact is None else fact.value
        declared = self.rule_set.facts[place.name]
        if isinstance(value, str) and value in declared.choice_labels:
            return getattr(declared.choice_labels[value], language)
        if declared.type is FactType.AMOUNT and place.format is None and isinstance(value, int):
            return format_amount(value)
        return value

    def _label(self, name: str, language: Language) -> str:
        label: str = getattr(self.rule_set.facts[name].label, language)
        return label


def named_facts(rule_set: RuleSet, sentence: Sentence) -> tuple[str, ...]:
    """Name the facts of the rule set that a sentence mentions in either language."""
    found = (*placeholders(sentence.sv), *placeholders(sentence.en))
    return tuple(dict.fromkeys(place.name for place in found if place.name in rule_set.facts))


def fill_sentence(text: str, language: Language, value_of: Callable[[Place], Any]) -> str:
    """Put the value of each place into a sentence, without the bracketed parts whose values are not stated.

    Raises:
        TemplateError: the sentence has a brace or a place that means nothing.
    """
    open_parts = [_Part("")]
    for piece in parse_sentence(text):
        if isinstance(piece, Place):
            value = value_of(piece)
            open_parts[-1].add(Filled(write_value(value, language, piece.format)), _says(value, piece.format))
            continue
        for token in _BRACKET.split(piece):
            if token in _CLOSING:
                open_parts.append(_Part(token))
            elif len(open_parts) > 1 and token == _CLOSING[open_parts[-1].opening]:
                closed = open_parts.pop()
                closed.close(open_parts[-1])
            else:
                open_parts[-1].add_text(token)
    while len(open_parts) > 1:
        left_open = open_parts.pop()
        open_parts[-1].texts += [left_open.opening, *left_open.texts]
    return join_texts([text for text in open_parts[0].texts if text])


@dataclass(slots=True)
class _Part:
    """A part of a sentence from its opening bracket on; ``listed`` are its items, each with its texts and whether all is stated."""

    opening: str
    texts: list[str] = field(default_factory=list)
    has_place: bool = False
    starts: list[int] = field(default_factory=lambda: [0])
    silent: set[int] = field(default_factory=set)

    def add(self, text: str, says: bool) -> None:
        """Take what is put in a place."""
        self.has_place = True
        self.texts.append(text)
        if not says:
            self.silent.add(len(self.starts) - 1)

    def add_text(self, token: str) -> None:
        """Take a text as it is; in round brackets each comma begins another item."""
        self.texts.append(token)
        if self.opening == "(" and token in (", ", "; "):
            self.starts.append(len(self.texts))

    def close(self, outer: _Part) -> None:
        """Give the outer part what is left of this one."""
        if not self.has_place:
            outer.texts += [self.opening, *self.texts, _CLOSING[self.opening]]
        elif self.opening == "[":
            outer.texts += [] if self.silent else self.texts
        elif len(self.silent) < len(self.starts):
            outer.texts += ["(", *self._said(), ")"]
        elif outer.texts and not isinstance(outer.texts[-1], Filled):
            outer.texts[-1] = outer.texts[-1].removesuffix(" ")

    def _said(self) -> list[str]:
        ends = [*(start - 1 for start in self.starts[1:]), len(self.texts)]
        items = [self.texts[start:end] for start, end in zip(self.starts, ends, strict=True)]
        kept = [item for at, item in enumerate(items) if at not in self.silent]
        return [text for at, item in enumerate(kept) for text in ((", ", *item) if at else item)]


def _says(value: Any, written: str | None) -> bool:
    """Tell whether a place says something: answers have words for what is not stated too, and a plural counts at least one."""
    if _word_of(written) == Format.PLURAL and value == 0:
        return False
    return (value is not None and value not in ([], ())) or _word_of(written) == Format.ANSWER


def write_value(value: Any, language: Language, written: str | None = None) -> str:
    """Write one value, or a list joined with "och"/"and"; None is written as not stated.

    A format that does not suit the value (an ordinal of a text) leaves it as it would be without.
    """
    if written is not None and "|" in written:
        return _choose_word(value, written)
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
        if place.format is not None and not _is_format(place.format):
            raise TemplateError(str(place))
    return pieces


def placeholders(text: str) -> tuple[Place, ...]:
    """Give the places of a sentence in order. Raises TemplateError."""
    return places_of(parse_sentence(text))


def _word_of(written: str | None) -> str | None:
    """Give the first word of a format, which says what it does."""
    return None if written is None else written.partition("|")[0]


def _is_format(written: str) -> bool:
    word, *forms = written.split("|")
    if word == Format.PLURAL:
        return is_plural(written)
    if word == Format.ANSWER:
        return len(forms) == 3 and any(form.strip() for form in forms)
    return word in list(Format) and not forms


def _choose_word(value: Any, written: str) -> str:
    """Give the words of a format that stand for the value: one or more, or yes, no and not stated."""
    if _word_of(written) == Format.PLURAL:
        return plural_word(written, value)
    yes, no, silent = written.split("|")[1:]
    return silent if value is None else yes if value else no


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
    time_of_day = _LOCAL_TIME.fullmatch(text[10:])
    if time_of_day is None:
        return day
    offset = time_of_day["offset"]
    clock = text[11:].replace(".", ",") if language == "sv" else text[11:]
    return f"{day}{_AT[language]}{f'{clock.removesuffix(offset)} (UTC{offset})' if offset else clock}"
