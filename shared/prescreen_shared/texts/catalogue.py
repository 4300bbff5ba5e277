"""The catalogue of texts: read once from the YAML files beside this module, checked, looked up by id.

A text has places to fill: ``{name}``, ``{name:amount}``, ``{count:plural|ansökan|ansökningar}``.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from prescreen_shared.template import LANGUAGES as LANGUAGES
from prescreen_shared.template import Language as Language
from prescreen_shared.template import (
    Place,
    fill,
    format_answer,
    is_plural,
    parse_template,
    places_of,
    plural_word,
)
from prescreen_shared.template import format_amount as format_amount
from prescreen_shared.template import format_date as format_date
from prescreen_shared.template import format_number as format_number
from prescreen_shared.written import AmountSum

Text = dict[Language, str]
_SUFFIX: Final = ".yaml"
_CLOCK: Final[dict[Language, str]] = {"sv": "kl. %H.%M", "en": "at %H:%M"}
_SECONDS: Final[dict[Language, str]] = {"sv": ".%S", "en": ":%S"}
_POINT: Final[dict[Language, str]] = {"sv": ",", "en": "."}
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


class UnknownTextError(LookupError):
    """No text has this id."""

    def __init__(self, text_id: str) -> None:
        super().__init__(f"no text has the id {text_id!r}")
        self.text_id = text_id


class MissingValueError(LookupError):
    """A text has a place for which no value was given."""

    def __init__(self, text_id: str, place: str) -> None:
        super().__init__(f"the text {text_id!r} has a place {{{place}}} but got no value for it")
        self.text_id = text_id
        self.place = place


class FaultyCatalogueError(ValueError):
    """A catalogue file breaks the rules of the catalogue; the message names file and id."""


class Catalogue:
    """Texts by id, each in every language of ``LANGUAGES``."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Read ``files``: YAML text by file name, each ``id: {sv: …, en: …}``.

        Raises:
            FaultyCatalogueError: unreadable YAML, an id used twice, a language absent, or places that differ.
        """
        self._texts: dict[str, Text] = {}
        for name, content in files.items():
            for text_id, entry in _entries(name, content):
                if text_id in self._texts:
                    raise FaultyCatalogueError(f"{name}: the id {text_id!r} is used twice")
                self._texts[text_id] = _checked(name, text_id, entry)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in the files' order."""
        return tuple(self._texts)

    def knows(self, text_id: str) -> bool:
        """Tell whether a text has this id."""
        return text_id in self._texts

    def say(self, text_id: str, language: Language, /, **values: object) -> str:
        """Give one text in one language with its places filled.

        Raises:
            UnknownTextError: no text has the id.
            MissingValueError: a place got no value.
        """
        if text_id not in self._texts:
            raise UnknownTextError(text_id)
        try:
            template = self._texts[text_id][language]
            return fill(parse_template(template), lambda place: _write(place, language, values))
        except KeyError as error:
            raise MissingValueError(text_id, str(error.args[0])) from error

    def text(self, text_id: str, /, **values: object) -> dict[str, str]:
        """Give one text as ``{"sv": …, "en": …}``; raises as ``say`` does."""
        return {language: self.say(text_id, language, **values) for language in LANGUAGES}


@cache
def shipped() -> Catalogue:
    """Give the catalogue of the files shipped beside this module, read once."""
    folder = resources.files("prescreen_shared.texts")
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(_SUFFIX)), key=lambda entry: entry.name
    )
    return Catalogue({entry.name: entry.read_text(encoding="utf-8") for entry in found})


def name_of(area: str, name: str, language: Language, otherwise: str | None = None) -> str:
    """Give the text ``area.name``; where the catalogue has none ``otherwise``, or the name itself."""
    text_id = f"{area}.{name}"
    if shipped().knows(text_id):
        return say(text_id, language)
    return name if otherwise is None else otherwise


def say(text_id: str, language: Language, /, **values: object) -> str:
    """Give one shipped text in one language; raises as ``Catalogue.say`` does."""
    return shipped().say(text_id, language, **values)


def text(text_id: str, /, **values: object) -> dict[str, str]:
    """Give one shipped text as ``{"sv": …, "en": …}``; raises as ``Catalogue.say`` does."""
    return shipped().text(text_id, **values)


def format_sum(added: AmountSum, language: Language = "sv") -> str:
    """Write a sum with how many amounts it lacks: ``1 250 000 kr, och 2 ansökningar utan belopp``."""
    if not added.missing:
        return format_amount(added.amount or 0)
    if added.amount is None:
        return say("sum.none-stated", language, missing=added.missing)
    return say("sum.some-missing", language, amount=added.amount, missing=added.missing)


def format_moment(moment: datetime, language: Language = "sv", *, beside: datetime | None = None) -> str:
    """Write an aware moment on the clock of the zone that it carries, else Stockholm's: ``1 december 2017 kl. 16.05``.

    A zone is one of the tz database; UTC and a plain offset are none. In English it is ``1 December 2017 at 16:05``. In the same minute as ``beside``, the moment that it is read with, its
    seconds are written too, and the parts of a second that it has.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(
            f"{moment!r} has no time zone; only a known moment can be written on the clock of a place"
        )
    local = moment if isinstance(moment.tzinfo, ZoneInfo) else moment.astimezone(STOCKHOLM)
    clock = _CLOCK[language]
    if beside is not None and beside.replace(second=0, microsecond=0) == moment.replace(
        second=0, microsecond=0
    ):
        clock += _SECONDS[language]
        if moment.microsecond:
            clock += _POINT[language] + f"{moment.microsecond:06d}".rstrip("0")
    return f"{format_date(local, language)} {local:{clock}}"


def format_value(value: object, language: Language = "sv") -> str:
    """Write any JSON value or date as a reader expects it: yes and no in words, lists with commas."""
    if isinstance(value, bool):
        return format_answer(value, language)
    if isinstance(value, datetime):
        return format_moment(value, language)
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(format_value(item, language) for item in value)
    return str(value)


def _entries(name: str, content: str) -> Iterator[tuple[str, Any]]:
    try:
        document = YAML(typ="safe").load(content)
    except YAMLError as error:
        raise FaultyCatalogueError(f"{name}: {error}") from error
    if not isinstance(document, dict):
        raise FaultyCatalogueError(f"{name}: expected a mapping of ids to texts")
    yield from document.items()


def _checked(name: str, text_id: object, entry: object) -> Text:
    where = f"{name}: {text_id!r}"
    if not isinstance(text_id, str) or not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
        raise FaultyCatalogueError(f"{where} must be a text id with exactly {', '.join(LANGUAGES)}")
    if not all(isinstance(each, str) and each.strip() for each in entry.values()):
        raise FaultyCatalogueError(f"{where} has an empty text, or one that is not text")
    try:
        found = {_places(each) for each in entry.values()}
    except ValueError as error:
        raise FaultyCatalogueError(f"{where}: {error}") from error
    if len(found) > 1:
        raise FaultyCatalogueError(f"{where} has other places in one language than in the other")
    return {language: entry[language].strip() for language in LANGUAGES}


def _places(template: str) -> frozenset[str]:
    """Name the places of a text.

    Raises:
        ValueError: braces that do not match, a place without a plain name, or an unknown format.
    """
    found = set()
    for place in places_of(parse_template(template)):
        if place.detail is not None:
            raise ValueError(f"the place {place} is not a plain name")
        if place.format and place.format not in _FORMATS and not is_plural(place.format):
            raise ValueError(f"the place {place} asks for an unknown format")
        found.add(place.name)
    return frozenset(found)


_FORMATS: Final[dict[str, Callable[[Any, Language], str]]] = {
    "": format_value,
    "amount": lambda amount, _: format_amount(amount),
    "date": format_date,
    "moment": format_moment,
    "number": lambda number, _: format_number(number),
    "text": lambda text_id, language: say(text_id, language),
}


def _write(place: Place, language: Language, values: Mapping[str, object]) -> str:
    """Write the value of a place. Raises KeyError where it has none."""
    value: Any = values[place.name]
    if place.format is not None and is_plural(place.format):
        return plural_word(place.format, value)
    return _FORMATS[place.format or ""](value, language)
