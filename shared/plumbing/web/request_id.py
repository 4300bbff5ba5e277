"""The id that follows one request into logs, answers and messages."""

from __future__ import annotations

import re
from typing import Final, cast
from uuid import uuid4

from flask import g, request

REQUEST_ID_HEADER: Final = "X-Request-ID"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")


def request_id() -> str:
    """Give the id of the request that is being answered: the caller's own where it is fit, else a new one."""
    if "request_id" not in g:
        sent = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = sent if _REQUEST_ID.fullmatch(sent) else str(uuid4())
    return cast("str", g.request_id)
