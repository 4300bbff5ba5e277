"""What the pages of both services are made with: templates, style, addresses and protective headers.

In a template everything is escaped, nothing may be undefined, and every sentence comes from the catalogue. Text from outside is made
fit to show: nothing in it may turn the direction of a line or hide from the reader.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from flask import Response, request, url_for
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from prescreen_shared.clock import on_clock
from prescreen_shared.texts.catalogue import (
    Language,
    format_amount,
    format_date,
    format_moment,
    format_number,
    format_sum,
    format_value,
    say,
)

OWN_TEMPLATES: Final = ("prescreen_shared", "plumbing/templates")
_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
_DIRECTION_OVERRIDES: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_REMOVED: Final = dict.fromkeys((*_CONTROLS, *_DIRECTION_OVERRIDES, 0xFEFF))
_LINE_ENDS: Final = {0x2028: "\n", 0x2029: "\n"}
_TABLE: Final = _REMOVED | _LINE_ENDS
_ODD: Final = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")
"""Finds in one quick look that a text has nothing to clean, as nearly every text has not."""
BLUEPRINT: Final = "pages"
"""The name of the blueprint that holds the pages, in either service."""
CONTENT_SECURITY_POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STYLE_FILE = "reading.css"


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


def clean_text(value: object) -> object:
    """Take away control characters and direction overrides from a text; anything else is given back as it is.

    Overrides (U+202E and its kin) could make a sentence read backwards, which a public document must not do.
    The original stays in the database and in verdicts.json.
    """
    if isinstance(value, str) and not isinstance(value, Markup) and _ODD.search(value):
        return value.translate(_TABLE)
    return value


def render_page(environment: Environment, template: str, *, status: int = 200, **values: object) -> Response:
    """Render ``template`` with ``values`` in the language of ``environment``."""
    language = page_language()
    text = environment.get_template(template).render(
        **values,
        url=page_url,
        file_url=_file_url,
        style_url=_style_url,
        other_language_url=_other_language_url(language),
    )
    answer = Response(text, status=status, mimetype="text/html")
    answer.headers["Content-Language"] = language
    return answer


def page_language() -> Language:
    """Read the language of the address: Swedish unless it says ``lang=en``."""
    return "en" if request.args.get("lang") == "en" else "sv"


def page_url(name: str, **values: Any) -> str:
    """Give the address of a page in the language that is being read."""
    return url_for(f"{BLUEPRINT}.{name}", **_with_language(page_language(), values))


def protect(answer: Response) -> Response:
    """Put the headers on an answer, those it already has untouched."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@cache
def policy_of_style(style: str, *, in_page: bool = False) -> str:
    """Give the Content-Security-Policy of a page that carries ``style`` in itself and needs nothing else.

    Only a header can forbid frames: in the page itself (``in_page``) browsers ignore it.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return allowed if in_page else f"{allowed}; frame-ancestors 'none'"


def style_folder() -> str:
    """Give the folder that the pages serve."""
    return str(Path(__file__).with_name("styles"))


@cache
def reading_style() -> str:
    """Give the style sheet for everything that is read, for pages that carry it in themselves."""
    return Path(style_folder(), STYLE_FILE).read_text(encoding="utf-8")


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

    def moment(value: datetime | None, zone: str | None = None, *, beside: datetime | None = None) -> str:
        if value is None:
            return "–"
        return format_moment(value if zone is None else on_clock(value, zone), language, beside=beside)

    return {
        "amount": amount,
        "amount_sum": partial(format_sum, language=language),
        "day": day,
        "moment": moment,
        "on_clock": on_clock,
        "number": format_number,
        "quoted": partial(_quoted, language=language),
        "said": partial(said, language=language),
        "value": partial(format_value, language=language),
    }


def _quoted(text: str, language: Language) -> str:
    """Put quotation marks around a text as its reader's language does."""
    return f"“{text}”" if language == "en" else f"”{text}”"


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


def _file_url(path: str, *, in_language: bool = True, **values: str) -> str:
    """Give the address of a file of the API, in the language that is being read where it has languages."""
    arguments = urlencode(_with_language(page_language(), values) if in_language else values)
    return f"{request.script_root}/api/{path}{'?' if arguments else ''}{arguments}"


def _with_language(language: Language, values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "lang": language} if language == "en" else values


def _style_url(name: str) -> str:
    """Give the address of a style sheet or icon, the same in every language."""
    return url_for(f"{BLUEPRINT}.static", filename=name)


def _other_language_url(language: Language) -> str:
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    other: Language = "sv" if language == "en" else "en"
    arguments = urlencode(_with_language(other, kept))
    return f"{request.script_root}{request.path}{'?' if arguments else ''}{arguments}"
