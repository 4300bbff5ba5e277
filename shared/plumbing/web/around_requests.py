"""What happens around every request: its id in log and answer, size limits, protective headers."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog
from flask import g, request
from werkzeug.exceptions import HTTPException

from shared.plumbing.web.request_id import REQUEST_ID_HEADER, request_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

PROTECTION: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_REFUSED: Final = 400
_QUIET: Final = ("/health/", "/metrics")
_log = structlog.get_logger(__name__)


def register_around_requests(app: Flask, largest_body: Callable[[str], int]) -> None:
    """Put the hooks on an application; ``largest_body`` gives the bytes that are read at most at a path."""

    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())
        g.began_at = time.perf_counter()
        request.max_content_length = largest_body(request.path)

    app.before_request(begin)
    app.after_request(_end)


def _end(answer: Response) -> Response:
    if answer.status_code >= _REFUSED:
        # A body that nobody read would make the server close a connection on which the client sends its next request.
        with suppress(HTTPException):
            request.get_data(cache=False)
    answer.headers[REQUEST_ID_HEADER] = request_id()
    for name, value in PROTECTION.items():
        answer.headers.setdefault(name, value)
    if not request.path.startswith(_QUIET):
        took = time.perf_counter() - g.get("began_at", time.perf_counter())
        facts = {"method": request.method, "path": request.path[:200], "status": answer.status_code}
        _log.info("request", **facts, took_ms=round(took * 1000, 1))
    return answer
