"""Errors as RFC 9457 problem documents: what happened, in Swedish and English, with every fault named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Response, current_app, json, request

from shared.errors import InputRefusedError, UnreadableBodyError
from shared.plumbing.web.problem_table import HTTP_CODES
from shared.plumbing.web.request_id import REQUEST_ID_HEADER, request_id
from shared.texts import say, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.errors import StatedError
    from shared.faults import Fault
    from shared.texts import Language

CONTENT_TYPE: Final = "application/problem+json"
EXTENSION: Final = "problem_table"
"""Where an application keeps its table of errors."""

MOST_ERRORS: Final = 500
Json = dict[str, Any]


def problem_of(error: StatedError) -> Response:
    """Answer with what an error says, by the application's table."""
    status, code = status_and_code(error)
    faults: Iterable[Fault] = ()
    if isinstance(error, InputRefusedError):
        faults = error.faults
    elif isinstance(error, UnreadableBodyError):
        faults = (error.fault,)
    errors = [_error_of(fault) for fault in faults]
    return problem(status, code, error.values, errors or None)


def status_and_code(error: StatedError) -> tuple[int, str]:
    """Give the HTTP status of an error and the id of its sentences, by the application's table."""
    found: tuple[int, str] = current_app.extensions[EXTENSION][type(error)]
    return found


def problem_of_status(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with what the framework itself found."""
    answer = problem(status, HTTP_CODES.get(status, "bad_request"), {"status": status})
    answer.headers.update(headers or {})
    return answer


def problem(status: int, code: str, values: Mapping[str, Any], errors: list[Json] | None = None) -> Response:
    """Answer with one problem document; ``title`` and ``detail`` in the caller's language, ``errors`` in both."""
    language = _language()
    sentence = text(f"problem.{code}", **values)
    listed = errors if errors is not None else [{"field": None, "code": code, **sentence}]
    document = {
        "type": f"urn:prescreen:problem:{code.replace('_', '-')}",
        "title": say(f"problem.{code}.title", language),
        "status": status,
        "detail": sentence[language],
        "request_id": request_id(),
        "errors": listed[:MOST_ERRORS],
        "error_count": len(listed),
    }
    answer = Response(json.dumps(document), status=status, content_type=CONTENT_TYPE)
    answer.headers["Content-Language"] = language
    answer.headers[REQUEST_ID_HEADER] = request_id()
    return answer


def _error_of(fault: Fault) -> Json:
    placed = {"file": fault.file, "entry": fault.entry}
    return {
        **{name: value for name, value in placed.items() if value is not None},
        "field": fault.field,
        "code": fault.code,
        **text(f"fault.{fault.code}", **fault.values),
    }


def _language() -> Language:
    return "en" if request.accept_languages.best_match(["sv", "en"], default="sv") == "en" else "sv"
