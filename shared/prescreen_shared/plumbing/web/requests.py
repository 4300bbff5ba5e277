"""What happens around every request: its id in log and answer, size limits, protective headers, and who makes a change.

The person is named by a header that a proxy sets once it has checked who they are.
"""

import re
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Final, cast
from uuid import uuid4

import structlog
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from prescreen_shared.errors import ForeignPageError, PersonMissingError

HEADER_SETTING: Final = "PERSON_HEADER"
"""Where an application keeps the name of the header."""
LONGEST_NAME: Final = 200
_FOREIGN: Final = ("cross-site", "same-site")
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
REQUEST_ID_HEADER: Final = "X-Request-ID"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")


def person_header() -> str:
    """Give the name of the header."""
    return cast("str", current_app.config[HEADER_SETTING])


def named_person() -> str | None:
    """Give the person whom the request's header names, if any."""
    sent = request.headers.get(person_header(), "")
    with suppress(UnicodeError):
        # A header is bytes; names with å, ä and ö are sent as UTF-8, which WSGI hands over as Latin-1.
        sent = sent.encode("latin-1").decode("utf-8")
    return fit_name(sent)


def fit_name(text: str) -> str | None:
    """Give a name without blanks around it, runs of blanks and invisible letters in it; None where nothing is left."""
    seen = (letter for letter in text if unicodedata.category(letter) != "Cf")
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in seen).split())
    return name[:LONGEST_NAME] or None


def require_person() -> None:
    """Refuse a change that nobody answers for, or that another site's page sends with this browser's credentials.

    Raises:
        PersonMissingError: no person is named.
        ForeignPageError: the browser says that the request comes from elsewhere.
    """
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        raise ForeignPageError
    found = named_person()
    if found is None:
        raise PersonMissingError(person_header())
    g.person = found


def answering_person() -> str:
    """Give the person who answers for the change that this request makes. Raises as ``require_person`` does."""
    require_person()
    return acting_person()


def acting_person() -> str:
    """Give the person who was required for this request."""
    return cast("str", g.person)


def register_around_requests(app: Flask, largest_body: Callable[[str], int]) -> None:
    """Put the hooks on an application; ``largest_body`` gives the bytes that are read at most at a path."""

    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())
        g.began_at = time.perf_counter()
        request.max_content_length = request.max_form_memory_size = largest_body(request.path)

    app.before_request(begin)
    app.after_request(_end)


def request_id() -> str:
    """Give the id of the request that is being answered: the caller's own where it is fit, else a new one."""
    if "request_id" not in g:
        sent = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = sent if _REQUEST_ID.fullmatch(sent) else str(uuid4())
    return cast("str", g.request_id)


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
