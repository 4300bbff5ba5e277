"""The page that says what cannot be done, for whatever goes wrong behind the pages."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request
from werkzeug.exceptions import HTTPException

from scoring_service.rule_files.problem import RuleFileError
from scoring_service.web.render_page import render_page
from shared.errors import ChangedMeanwhileError, StatedError
from shared.plumbing.pages.render_page import BLUEPRINT, page_url
from shared.plumbing.pages.security_headers import protect
from shared.plumbing.web.error_answers import answer_http_error
from shared.plumbing.web.problem import status_and_code
from shared.plumbing.web.problem_table import HTTP_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring_service.rule_files.problem import Problem

_OF_MACHINES: Final = ("/api/", "/health/", "/metrics", "/openapi.json", "/styles/")
_PAGE_OF: Final = {"version_id": "version", "code": "call"}
"""The page from which a form with this part in its address was sent."""


def refused(error: Exception) -> Response:
    """Say what was refused, by the table of the API."""
    assert isinstance(error, StatedError)
    status, code = status_and_code(error)
    return _page(status, code, error.values)


def rule_file_refused(error: Exception) -> Response:
    """Say what is wrong with the rules that a page rests on, line by line."""
    assert isinstance(error, RuleFileError)
    faults = error.problems
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


def _page(status: int, code: str, values: Mapping[str, Any], *, problems: Sequence[Problem] = ()) -> Response:
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
