"""What every page of scoring is made with: who reads, what a form states, and the page that says what went wrong.

A person is named by the proxy, or by himself where nobody checks. What can be sent in a form or an address, and no browser
sends from our pages, is refused, so that it never becomes a fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, current_app, flash, g, get_flashed_messages, redirect, request, session
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped] # it has no types
from jinja2 import Environment
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from prescreen_shared.errors import ChangedMeanwhileError, PersonMissingError, StatedError
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.pages import BLUEPRINT, make_environment, page_url, protect
from prescreen_shared.plumbing.web.blueprints import READING
from prescreen_shared.plumbing.web.problems import HTTP_CODES, answer_http_error, status_and_code
from prescreen_shared.plumbing.web.requests import fit_name, named_person, person_header
from prescreen_shared.texts.catalogue import Language, say
from scoring_service.rule_files.faults import PlacedFault, RuleFileError

_OF_MACHINES: Final = ("/api/", "/health/", "/metrics", "/openapi.json", "/styles/")
_PAGE_OF: Final = {"version_id": "version", "code": "call"}
"""The page from which a form with this part in its address was sent."""
LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 2_000
LONGEST_DOCUMENT: Final = 2_000_000
_MOST_DIGITS: Final = 9
_LONG: Final = {"document": LONGEST_DOCUMENT, "call": LONGEST_NAME, "name": LONGEST_NAME}
PLACES = (("scoring_service", "web/templates"), ("scoring_service", "sheets/templates"))
NAVIGATION: Final = (
    ("rule_sets", "scoring.rule-sets"),
    ("calls", "scoring.calls"),
    ("backtests", "scoring.backtests"),
    ("about", "scoring.about"),
)
"""For each, the name of its page and the id of the words for it."""
MAY_CLAIM: Final = "NAMES_MAY_BE_CLAIMED"
"""Where the application keeps whether a name that nobody checks will do."""
_CLAIMED: Final = "claimed_name"
_ANYBODYS: Final = ("pages.sign_in", "pages.sign_out")
"""The forms that change nothing but who reads."""


def refused(error: Exception) -> Response:
    """Say what was refused, by the table of the API."""
    assert isinstance(error, StatedError)
    status, code = status_and_code(error)
    return _page(status, code, error.values)


def rule_file_refused(error: Exception) -> Response:
    """Say what is wrong with the rules that a page rests on, line by line."""
    assert isinstance(error, RuleFileError)
    faults = error.faults
    return _page(422, "rule_file_refused", {"count": len(faults)}, problems=faults)


def changed_meanwhile(_: Exception) -> Response:
    """Say that somebody else did the same at the same moment."""
    return refused(ChangedMeanwhileError())


def stale_form(_: Exception) -> Response:
    """Say that a form has no valid token."""
    return _page(400, "stale_form", {})


def refused_by_framework(error: Exception) -> Any:
    """Say what the framework found."""
    assert isinstance(error, HTTPException)
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code, HTTP_CODES.get(error.code, "bad_request"), {"status": error.code})


def unknown_address(error: Exception) -> Any:
    """Answer an address that leads nowhere: a person by a page, a program as the API does."""
    assert isinstance(error, HTTPException)
    if request.path.startswith(_OF_MACHINES):
        return answer_http_error(error)
    answer = protect(refused_by_framework(error))
    # Which methods there are belongs to the answer, whoever reads it.
    answer.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return answer


def whole_number(text: str) -> int | None:
    """Give a whole number from 0, None where the text is none or one that no list and no revision reaches."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def given_reason() -> str | None:
    """Give the reason that the form states, None when it states none."""
    return request.form.get("reason", "").strip() or None


def demand_fitting_values(pages: Blueprint) -> None:
    """Refuse a form or an address that holds what no browser sends from our pages: too long, or no text."""
    # The framework takes half a million bytes of a form otherwise, which is less than a rule file may have.
    pages.before_app_request(_take_whole_forms)
    pages.before_request(_demand)


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
        person=_reader(),
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


def may_claim() -> bool:
    """Tell whether this reader may say a name: the application allows it, and no proxy has named one."""
    return bool(current_app.config[MAY_CLAIM]) and named_person() is None


def claim_name(text: str) -> str | None:
    """Let the reader be called so for as long as the browser is open; None when the text holds no name."""
    name = fit_name(text) if may_claim() else None
    if name is not None:
        session[_CLAIMED] = name
    return name


def forget_name() -> None:
    """Let the reader be nobody in particular."""
    session.pop(_CLAIMED, None)


def demand_a_person(pages: Blueprint) -> None:
    """See to it that every form of the pages is sent by somebody; its view finds the name by ``acting_person``."""

    @pages.before_request
    def demand() -> None:
        if request.method in READING or request.endpoint in _ANYBODYS:
            return
        found = _reader()
        if found is None:
            raise PersonMissingError(person_header())
        g.person = found.name


def _page(
    status: int, code: str, values: Mapping[str, Any], *, problems: Sequence[PlacedFault] = ()
) -> Response:
    shown = {"problem": f"problem.{code}", "values": values, "problems": problems, "back": _way_back()}
    return render_page("refused.html", status=status, **shown)


def _way_back() -> str:
    """Give the page on which the form stood that was refused; the first page for whatever else went wrong."""
    parts = request.view_args or {}
    if request.method == "POST":
        for part, page in _PAGE_OF.items():
            if part in parts:
                return page_url(page, **{part: parts[part]})
        if request.endpoint == f"{BLUEPRINT}.take_back":
            # A form that is too large cannot be read here either.
            with suppress(HTTPException):
                return page_url("call", code=request.form["call"])
    return page_url("rule_sets")


def _take_whole_forms() -> None:
    request.max_form_memory_size = request.max_content_length


def _demand() -> None:
    sent = [
        *request.args.items(multi=True),
        *request.form.items(multi=True),
        *(request.view_args or {}).items(),
    ]
    for name, value in sent:
        if len(value) > _LONG.get(name, LONGEST_REASON):
            raise RequestEntityTooLarge
        # A text with the character NUL cannot be stored; in a rule file the reader of files says where it stands.
        if "\0" in value and name != "document":
            raise BadRequest


def _reader() -> Reader | None:
    """Give who reads, None when nobody is named."""
    named = named_person()
    if named is not None:
        return Reader(named, is_claimed=False)
    claimed = session.get(_CLAIMED) if may_claim() else None
    return Reader(claimed, is_claimed=True) if isinstance(claimed, str) else None


class Reader(NamedTuple):
    """A person; ``is_claimed`` when nobody has checked that the name is theirs."""

    name: str
    is_claimed: bool
