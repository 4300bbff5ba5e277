"""One page from its template, in the language of the address, and the addresses that it links to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Response, request, url_for

if TYPE_CHECKING:
    from jinja2 import Environment

    from shared.texts import Language

BLUEPRINT: Final = "pages"
"""The name of the blueprint that holds the pages, in either service."""


def render_page(environment: Environment, template: str, *, status: int = 200, **values: object) -> Response:
    """Render ``template`` with ``values`` in the language of ``environment``."""
    language = page_language()
    text = environment.get_template(template).render(
        **values,
        url=page_url,
        file_url=file_url,
        style_url=style_url,
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


def file_url(path: str, *, in_language: bool = True, **values: str) -> str:
    """Give the address of a file of the API, in the language that is being read where it has languages."""
    arguments = urlencode(_with_language(page_language(), values) if in_language else values)
    return f"{request.script_root}/api/{path}{'?' if arguments else ''}{arguments}"


def style_url(name: str) -> str:
    """Give the address of a style sheet or icon, the same in every language."""
    return url_for(f"{BLUEPRINT}.static", filename=name)


def _other_language_url(language: Language) -> str:
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    other: Language = "sv" if language == "en" else "en"
    arguments = urlencode(_with_language(other, kept))
    return f"{request.script_root}{request.path}{'?' if arguments else ''}{arguments}"


def _with_language(language: Language, values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "lang": language} if language == "en" else values
