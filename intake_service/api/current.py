"""The parts and the request that a view is working with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid4

from flask import current_app, g, request

if TYPE_CHECKING:
    from intake_service.parts import Parts

EXTENSION: Final = "intake"
REQUEST_ID_HEADER: Final = "X-Request-ID"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")


def parts() -> Parts:
    """Give the parts that the application was made of."""
    return cast("Parts", current_app.extensions[EXTENSION])


def request_id() -> str:
    """Give the id that follows this request into logs and messages: the caller's own where it is fit, else a new one."""
    if "request_id" not in g:
        sent = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = sent if _REQUEST_ID.fullmatch(sent) else str(uuid4())
    return cast("str", g.request_id)
