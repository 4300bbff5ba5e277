"""One kind of bad input: a name that says what is wrong, what is sent, and what must be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.stages.intake import made_application, made_bundle, made_call

APPLICATIONS = "/api/calls/{open}/applications"
CALLS = "/api/calls"
BUNDLES = "/api/bundles"


@dataclass(frozen=True, slots=True)
class Bad:
    """One kind of bad input.

    ``body`` is sent as it is; ``fields`` are the fields that the answer must name, with the code for each, where
    a field of None is a fault of the request as a whole. ``says`` must stand in the Swedish sentence.
    """

    name: str
    path: str
    body: bytes
    status: int
    fields: dict[str | None, str]
    says: str = ""
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    entry: str | None = None


def written(body: Any) -> bytes:
    """Write a body as JSON."""
    return json.dumps(body, ensure_ascii=False).encode()


def application(name: str, fields: dict[str | None, str], says: str = "", **content: Any) -> Bad:
    """Make a bad application."""
    return Bad(name, APPLICATIONS, written(made_application(**content)), 422, fields, says)


def call(name: str, fields: dict[str | None, str], says: str = "", **terms: Any) -> Bad:
    """Make a bad call."""
    return Bad(name, CALLS, written(made_call(code="bad", **terms)), 422, fields, says)


def bundle(
    name: str,
    file: str | None,
    entry: str | None,
    fields: dict[str | None, str],
    says: str = "",
    **parts: Any,
) -> Bad:
    """Make a bad bundle."""
    body = written(made_bundle(**parts))
    return Bad(name, BUNDLES, body, 422, fields, says, file=file, entry=entry)


def raw(name: str, body: bytes, fields: dict[str | None, str], says: str = "", status: int = 400) -> Bad:
    """Make a body that is bad as JSON."""
    return Bad(name, APPLICATIONS, body, status, fields, says)
