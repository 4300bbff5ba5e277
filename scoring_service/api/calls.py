"""Calls as scoring knows them, and screening one again."""

from __future__ import annotations

import hashlib
from typing import Any

from scoring_service.api.body_shapes import ScreeningShape
from scoring_service.api.call_answers import CallPageSchema, CallSchema, ScreeningSchema
from scoring_service.api.current import parts
from scoring_service.api.once import once
from scoring_service.life.list_calls import list_calls, read_call
from scoring_service.life.screen_again import screen_again
from shared.plumbing.paging import Page
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.query_shapes import IdempotencyShape, PagingShape
from shared.plumbing.web.request_id import request_id

calls = GuardedBlueprint("calls", __name__, url_prefix="/api/calls", description="Calls and their screenings")


@calls.route("", methods=["GET"])
@calls.arguments(PagingShape, location="query")
@calls.response(200, CallPageSchema)
def get_calls(wanted: dict[str, Any]) -> Any:
    """List the calls that scoring has screened or is screening."""
    return Page(wanted["page"], wanted["page_size"]).cut(list_calls(parts()))


@calls.route("/<code>", methods=["GET"])
@calls.response(200, CallSchema)
def get_call(code: str) -> Any:
    """Read a call with its screenings and what came into force for it."""
    return read_call(parts(), code)


@calls.route("/<code>/screenings", methods=["POST"])
@calls.arguments(IdempotencyShape, location="headers")
@calls.arguments(ScreeningShape)
@calls.response(202, ScreeningSchema)
def post_screening(headers: dict[str, Any], body: dict[str, Any], code: str) -> Any:
    """Screen a call again, once for each Idempotency-Key, by what is in force for it or by a named version."""

    def begin() -> dict[str, Any]:
        begun = screen_again(
            parts(),
            code,
            by=acting_person(),
            reason=body["reason"],
            version_id=body["version_id"],
            request_id=request_id(),
        )
        return dict(ScreeningSchema().dump(begun))

    scope = f"POST screenings {hashlib.sha256(code.encode()).hexdigest()}"
    return once(scope, headers["key"], begin, lambda begun: f"/api/screenings/{begun['screening_id']}")
