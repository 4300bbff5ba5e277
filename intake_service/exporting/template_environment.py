"""The templates' surroundings: everything escaped, nothing undefined, every sentence from the catalogue."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from intake_service.exporting import labels
from intake_service.exporting.clean_text import clean_text
from intake_service.exporting.deciding_values import deciding_values
from intake_service.exporting.highlight import highlight
from shared.texts import say
from shared.texts.formats import format_amount, format_date, format_moment, format_number, format_value

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.texts import Language


@cache
def template_environment(language: Language, *folders: str) -> Environment:
    """Give the environment for one language.

    ``folders`` are template folders within ``intake_service``, looked through in their order before the
    exports' own templates.
    """
    places = [PackageLoader("intake_service", folder) for folder in (*folders, "exporting/templates")]
    environment = Environment(
        loader=ChoiceLoader(places),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=clean_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_globals(language))
    environment.filters.update(_filters(language))
    return environment


def _globals(language: Language) -> dict[str, Any]:
    @cache
    def plain(text_id: str) -> str:
        return say(text_id, language)

    def t(text_id: str, /, **values: object) -> str:
        return say(text_id, language, **values) if values else plain(text_id)

    return {"t": t, "language": language, "highlight": highlight}


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
        "said": partial(labels.in_language, language=language),
        "value": partial(format_value, language=language),
        "document_title": partial(labels.document_title, language=language),
        "deciding_values": partial(deciding_values, language=language),
        "choice_label": lambda answer, key, questions: labels.choice_label(answer, language, key, questions),
        "word_label": partial(labels.word_label, language=language),
        "field_label": lambda field, questions: labels.field_label(field, language, questions),
    }


def _quoted(text: str, language: Language) -> str:
    """Put quotation marks around a text as its reader's language does."""
    return f"“{text}”" if language == "en" else f"”{text}”"
