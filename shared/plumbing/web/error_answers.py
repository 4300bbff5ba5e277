"""Turning every exception that leaves a view into a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from shared.errors import ChangedMeanwhileError, StatedError
from shared.plumbing.web.problem import EXTENSION, problem_of, problem_of_status
from shared.plumbing.web.problem_table import COMMON_PROBLEMS

if TYPE_CHECKING:
    from flask import Flask, Response

    from shared.plumbing.web.problem_table import ProblemTable

_CONFLICTS: Final = ("40001", "40P01")
_KEPT_HEADERS: Final = ("Allow", "Retry-After", "WWW-Authenticate")
_log = structlog.get_logger(__name__)


def register_error_answers(app: Flask, table: ProblemTable) -> None:
    """Make every error of the application an RFC 9457 problem, so that no other shape ever leaves it.

    ``table`` holds the service's own errors; those that both services have are there already.
    """
    app.extensions[EXTENSION] = {**COMMON_PROBLEMS, **table}
    app.register_error_handler(StatedError, problem_of)
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
    return problem_of_status(error.code, {name: sent[name] for name in _KEPT_HEADERS if name in sent})


def _answer_conflict(_: Exception) -> Response:
    return problem_of(ChangedMeanwhileError())


def _answer_database_error(error: OperationalError) -> Response:
    if "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _CONFLICTS:
        return problem_of(ChangedMeanwhileError())
    _log.error("database_unavailable", error=str(error.orig))
    return problem_of_status(503, {"Retry-After": "5"})


def _answer_fault(error: Exception) -> Response:
    _log.error("request_failed", exc_info=error)
    return problem_of_status(500)
