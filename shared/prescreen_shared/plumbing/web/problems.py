"""Errors as RFC 9457 problem documents: what happened, in Swedish and English, with every fault named.

Every exception that leaves a view becomes one, by a table from the error to its HTTP status.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import structlog
from flask import Flask, Response, current_app, json, request
from marshmallow import Schema, fields
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from prescreen_shared import errors
from prescreen_shared.errors import (
    ChangedMeanwhileError,
    Fault,
    FaultKind,
    InputRefusedError,
    StatedError,
    ToldFault,
    UnreadableBodyError,
    kinds_of_faults,
)
from prescreen_shared.plumbing.told_faults import tell_fault
from prescreen_shared.plumbing.web.requests import REQUEST_ID_HEADER, request_id
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.texts.catalogue import Language, say, text

_CONFLICTS: Final = ("40001", "40P01")
_KEPT_HEADERS: Final = ("Allow", "Retry-After", "WWW-Authenticate")
_log = structlog.get_logger(__name__)
CONTENT_TYPE: Final = "application/problem+json"
EXTENSION: Final = "problem_table"
"""Where an application keeps its table of errors."""
MOST_ERRORS: Final = 500
MOST_KINDS: Final = 100
Json = dict[str, Any]
ProblemTable = Mapping[type[errors.StatedError], tuple[int, str]]
"""Each error: its status and the id of its sentences in the catalogue."""
COMMON_PROBLEMS: Final[ProblemTable] = {
    errors.InputRefusedError: (422, "input_refused"),
    errors.UnreadableBodyError: (400, "unreadable_body"),
    errors.ChangedMeanwhileError: (409, "changed_meanwhile"),
    errors.IdempotencyKeyReusedError: (422, "idempotency_key_reused"),
    errors.PersonMissingError: (401, "person_missing"),
    errors.ForeignPageError: (403, "foreign_page"),
}
HTTP_CODES: Final[dict[int, str]] = {
    400: "bad_request",
    404: "page_not_found",
    405: "method_not_allowed",
    412: "precondition_failed",
    413: "too_large",
    415: "not_json_content",
    428: "precondition_required",
    500: "fault",
    503: "unavailable",
}
"""Each status that the framework answers by itself, and the id of its sentences; any other is a bad request."""


def register_error_answers(app: Flask, table: ProblemTable) -> None:
    """Make every error of the application an RFC 9457 problem, so that no other shape ever leaves it.

    ``table`` holds the service's own errors; those that both services have are there already.
    """
    app.extensions[EXTENSION] = {**COMMON_PROBLEMS, **table}
    app.register_error_handler(StatedError, _problem_of)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(StaleDataError, _answer_conflict)
    app.register_error_handler(IntegrityError, _answer_conflict)
    app.register_error_handler(OperationalError, _answer_database_error)
    app.register_error_handler(Exception, _answer_fault)


def answer_http_error(error: HTTPException) -> Any:
    """Answer what the framework found, with the headers that belong to it."""
    if error.code is None or error.code < 400:
        return error.get_response()
    sent = dict(error.get_headers())
    return _problem_of_status(error.code, {name: sent[name] for name in _KEPT_HEADERS if name in sent})


def status_and_code(error: StatedError) -> tuple[int, str]:
    """Give the HTTP status of an error and the id of its sentences, by the application's table."""
    found: tuple[int, str] = current_app.extensions[EXTENSION][type(error)]
    return found


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
        "summary": kinds_of_faults(listed)[:MOST_KINDS],
    }
    answer = Response(json.dumps(document), status=status, content_type=CONTENT_TYPE)
    answer.headers["Content-Language"] = language
    answer.headers[REQUEST_ID_HEADER] = request_id()
    return answer


class ProblemSchema(Schema):
    """An RFC 9457 problem; ``error_count`` may be larger than the number of ``errors`` listed, ``summary`` counts all of them."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(answer_of(ToldFault)), required=True)
    error_count = fields.Integer(required=True)
    summary = fields.List(fields.Nested(answer_of(FaultKind)), required=True)


def _problem_of(error: StatedError) -> Response:
    """Answer with what an error says, by the application's table."""
    status, code = status_and_code(error)
    faults: Iterable[Fault] = ()
    if isinstance(error, InputRefusedError):
        faults = error.faults
    elif isinstance(error, UnreadableBodyError):
        faults = (error.fault,)
    errors = [tell_fault(fault) for fault in faults]
    return problem(status, code, error.values, errors or None)


def _answer_conflict(_: Exception) -> Response:
    return _problem_of(ChangedMeanwhileError())


def _answer_database_error(error: OperationalError) -> Response:
    if "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _CONFLICTS:
        return _problem_of(ChangedMeanwhileError())
    _log.error("database_unavailable", error=str(error.orig))
    return _problem_of_status(503, {"Retry-After": "5"})


def _problem_of_status(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with what the framework itself found."""
    answer = problem(status, HTTP_CODES.get(status, "bad_request"), {"status": status})
    answer.headers.update(headers or {})
    return answer


def _answer_fault(error: Exception) -> Response:
    _log.error("request_failed", exc_info=error)
    return _problem_of_status(500)


def _language() -> Language:
    return "en" if request.accept_languages.best_match(["sv", "en"], default="sv") == "en" else "sv"
