"""The templates' surroundings: everything escaped, nothing undefined, every sentence from the catalogue."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from shared.plumbing.pages.clean_text import clean_text
from shared.texts import say
from shared.texts.formats import format_amount, format_date, format_moment, format_number, format_value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from shared.texts import Language

OWN_TEMPLATES: Final = ("shared", "plumbing/pages/templates")


class InTwoLanguages(Protocol):
    """A text in Swedish and English."""

    @property
    def sv(self) -> str:
        """The Swedish text."""
        ...

    @property
    def en(self) -> str:
        """The English text."""
        ...


def make_environment(language: Language, places: Iterable[tuple[str, str]]) -> Environment:
    """Give an environment for one language.

    ``places`` are template folders, each a package and a folder in it, looked through in their order before the
    templates that both services share.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(*place) for place in (*places, OWN_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=clean_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_globals(language))
    environment.filters.update(_filters(language))
    return environment


def said(text: InTwoLanguages, language: Language) -> str:
    """Give one of a text's two languages."""
    return text.en if language == "en" else text.sv


def _globals(language: Language) -> dict[str, Any]:
    @cache
    def plain(text_id: str) -> str:
        return say(text_id, language)

    def t(text_id: str, /, **values: object) -> str:
        return say(text_id, language, **values) if values else plain(text_id)

    return {"t": t, "language": language}


def _filters(language: Language) -> dict[str, Any]:
    def amount(value: int | None) -> str:
        return say("proposal.amount-not-stated", language) if value is None else format_amount(value)

    def day(value: date | None) -> str:
        return "–" if value is None else format_date(value, language)

    def moment(value: datetime | None) -> str:
        return "–" if value is None else format_moment(value, language)

    return {
        "amount": amount,
        "day": day,
        "moment": moment,
        "number": format_number,
        "quoted": partial(_quoted, language=language),
        "said": partial(said, language=language),
        "value": partial(format_value, language=language),
    }


def _quoted(text: str, language: Language) -> str:
    """Put quotation marks around a text as its reader's language does."""
    return f"“{text}”" if language == "en" else f"”{text}”"
