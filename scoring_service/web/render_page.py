"""One of scoring's pages from its template, and where a form leads when it has done its work."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import flash, get_flashed_messages, redirect
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped] # it has no types

from scoring_service.web.navigation import NAVIGATION
from scoring_service.web.reader import may_claim, reader
from shared.plumbing.pages import render_page as pages
from shared.plumbing.pages.template_environment import make_environment
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from jinja2 import Environment

    from shared.texts import Language

PLACES = (("scoring_service", "web/templates"), ("scoring_service", "exporting/templates"))


@cache
def template_environment(language: Language) -> Environment:
    """Give the surroundings of scoring's templates in one language."""
    return make_environment(language, PLACES)


def render_page(template: str, *, status: int = 200, **values: object) -> Response:
    """Render ``template`` with ``values`` in the language of the address.

    Every template also knows ``person`` (a ``Reader`` or None), ``may_claim``, ``navigation``, ``notices`` (what the last form
    did) and ``csrf_token()``, which each form must hold.
    """
    return pages.render_page(
        template_environment(pages.page_language()),
        template,
        status=status,
        person=reader(),
        may_claim=may_claim(),
        navigation=NAVIGATION,
        notices=get_flashed_messages(),
        csrf_token=generate_csrf,
        **values,
    )


def go_to(
    page: str, said: str | None = None, *, places: Mapping[str, Any] | None = None, **values: Any
) -> Any:
    """Lead the browser from a form to a page, in the language that is being read.

    Args:
        page: the name of the page, such as ``version``.
        said: the id of a sentence that the page is to show once.
        places: what fills the places of the sentence, beside ``values``.
        values: the parts of the page's address.
    """
    if said is not None:
        flash(say(said, pages.page_language(), **{**values, **(places or {})}))
    return redirect(pages.page_url(page, **values), code=303)
