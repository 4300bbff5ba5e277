"""The catalogue of sentences: read once from the YAML files beside this module, checked, looked up by id."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from shared.texts.formats import LANGUAGES, Language
from shared.texts.sentence import fill, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Sentences = dict[Language, str]
_SUFFIX: Final = ".yaml"


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
            return fill(self._sentences[text_id][language], language, values)
        except KeyError as error:
            raise MissingValueError(text_id, str(error.args[0])) from error

    def text(self, text_id: str, /, **values: object) -> dict[str, str]:
        """Give one sentence as ``{"sv": …, "en": …}``; raises as ``say`` does."""
        return {language: self.say(text_id, language, **values) for language in LANGUAGES}


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
        found = {places(sentence) for sentence in entry.values()}
    except ValueError as error:
        raise FaultyCatalogueError(f"{where}: {error}") from error
    if len(found) > 1:
        raise FaultyCatalogueError(f"{where} has other places in one language than in the other")
    return {language: entry[language].strip() for language in LANGUAGES}


@cache
def shipped() -> Catalogue:
    """Give the catalogue of the files shipped beside this module, read once."""
    folder = resources.files("shared.texts")
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
