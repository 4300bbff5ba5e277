"""The catalogue of sentences: read once from the YAML files beside this module, checked, looked up by id.

RETELL:
- (sentence) One sentence with places to fill: ``{name}``, ``{name:amount}``, ``{count:plural|ansökan|ansökningar}``.
- (formats) How amounts, numbers, dates and times are written in Swedish and in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from prescreen_shared.written import nearest_words

Language = Literal["sv", "en"]
Sentences = dict[Language, str]
_SUFFIX: Final = ".yaml"
_PLURAL = "plural|"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
NO_BREAK_SPACE: Final = "\u00a0"
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
MINUS: Final = "\u2212"
_LOCALES: Final[dict[Language, str]] = {"sv": "sv_SE", "en": "en_GB"}


class UnknownTextError(LookupError):
    """No sentence has this id."""

    def __init__(self, text_id: str) -> None:
        super().__init__(f"no sentence has the id {text_id!r}")
        self.text_id = text_id


class MissingValueError(LookupError):
    """A sentence has a place for which no value was given."""

    def __init__(self, text_id: str, place: str) -> None:
        super().__init__(f"the sentence {text_id!r} has a place {{{place}}} but got no value for it")
        self.text_id = text_id
        self.place = place


class FaultyCatalogueError(ValueError):
    """A catalogue file breaks the rules of the catalogue; the message names file and id."""


class Catalogue:
    """Sentences by id, each in every language of ``LANGUAGES``."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Read ``files``: YAML text by file name, each ``id: {sv: …, en: …}``.

        Raises:
            FaultyCatalogueError: unreadable YAML, an id used twice, a language absent, or places that differ.
        """
        self._sentences: dict[str, Sentences] = {}
        for name, content in files.items():
            for text_id, entry in _entries(name, content):
                if text_id in self._sentences:
                    raise FaultyCatalogueError(f"{name}: the id {text_id!r} is used twice")
                self._sentences[text_id] = _checked(name, text_id, entry)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in the files' order."""
        return tuple(self._sentences)

    def knows(self, text_id: str) -> bool:
        """Tell whether a sentence has this id."""
        return text_id in self._sentences

    def say(self, text_id: str, language: Language, /, **values: object) -> str:
        """Give one sentence in one language with its places filled.

        Raises:
            UnknownTextError: no sentence has the id.
            MissingValueError: a place got no value.
        """
        if text_id not in self._sentences:
            raise UnknownTextError(text_id)
        try:
            return _fill(self._sentences[text_id][language], language, values)
        except KeyError as error:
            raise MissingValueError(text_id, str(error.args[0])) from error

    def text(self, text_id: str, /, **values: object) -> dict[str, str]:
        """Give one sentence as ``{"sv": …, "en": …}``; raises as ``say`` does."""
        return {language: self.say(text_id, language, **values) for language in LANGUAGES}


@cache
def shipped() -> Catalogue:
    """Give the catalogue of the files shipped beside this module, read once."""
    folder = resources.files("prescreen_shared.texts")
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(_SUFFIX)), key=lambda entry: entry.name
    )
    return Catalogue({entry.name: entry.read_text(encoding="utf-8") for entry in found})


def knows(text_id: str) -> bool:
    """Tell whether a shipped sentence has this id."""
    return shipped().knows(text_id)


def say(text_id: str, language: Language, /, **values: object) -> str:
    """Give one shipped sentence in one language; raises as ``Catalogue.say`` does."""
    return shipped().say(text_id, language, **values)


def text(text_id: str, /, **values: object) -> dict[str, str]:
    """Give one shipped sentence as ``{"sv": …, "en": …}``; raises as ``Catalogue.say`` does."""
    return shipped().text(text_id, **values)


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Give what follows a word that is not known, in Swedish and in English: the word most like it, or nothing."""
    near = nearest_words(word, known)
    sv, en = (f" {say('suggestion', language, word=near[0])}" if near else "" for language in LANGUAGES)
    return sv, en


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


def _entries(name: str, content: str) -> Iterator[tuple[str, Any]]:
    try:
        document = YAML(typ="safe", pure=True).load(content)
    except YAMLError as error:
        raise FaultyCatalogueError(f"{name}: {error}") from error
    if not isinstance(document, dict):
        raise FaultyCatalogueError(f"{name}: expected a mapping of ids to sentences")
    yield from document.items()


def _checked(name: str, text_id: object, entry: object) -> Sentences:
    where = f"{name}: {text_id!r}"
    if not isinstance(text_id, str) or not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
        raise FaultyCatalogueError(f"{where} must be a text id with exactly {', '.join(LANGUAGES)}")
    if not all(isinstance(sentence, str) and sentence.strip() for sentence in entry.values()):
        raise FaultyCatalogueError(f"{where} has an empty sentence, or one that is not text")
    try:
        found = {_places(sentence) for sentence in entry.values()}
    except ValueError as error:
        raise FaultyCatalogueError(f"{where}: {error}") from error
    if len(found) > 1:
        raise FaultyCatalogueError(f"{where} has other places in one language than in the other")
    return {language: entry[language].strip() for language in LANGUAGES}


def _places(template: str) -> frozenset[str]:
    """Name the places of ``template``.

    Raises:
        ValueError: braces that do not match, a place without a plain name, or an unknown format.
    """
    found = set()
    for _, name, spec, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or conversion is not None:
            raise ValueError(f"the place {{{name}}} is not a plain name")
        if spec not in _FORMATS and not _is_plural(spec or ""):
            raise ValueError(f"the place {{{name}:{spec}}} asks for an unknown format")
        found.add(name)
    return frozenset(found)


_FORMATS: Final[dict[str, Callable[[Any, Language], str]]] = {
    "": format_value,
    "amount": lambda amount, _: format_amount(amount),
    "date": format_date,
    "moment": format_moment,
    "number": lambda number, _: format_number(number),
}


def _is_plural(spec: str) -> bool:
    return spec.startswith(_PLURAL) and spec.count("|") == 2


def _fill(template: str, language: Language, values: Mapping[str, object]) -> str:
    """Fill every place of ``template`` with its value, formatted for ``language``.

    Raises:
        KeyError: a place has no value.
        ValueError: a place asks for a format that does not exist, or its value does not suit it.
    """
    return _SentenceFormatter(language).vformat(template, (), values)


class _SentenceFormatter(Formatter):
    """Python's own template syntax with this product's formats instead of Python's."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value in the format that its place asks for."""
        if _is_plural(format_spec):
            _, one, many = format_spec.split("|")
            return one if value == 1 else many
        if format_spec not in _FORMATS:
            raise ValueError(f"unknown format {format_spec!r}")
        return _FORMATS[format_spec](value, self._language)
