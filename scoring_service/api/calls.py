"""Calls as scoring knows them, screening one again, and its screenings: how far each is, what it found and what would change that."""

import hashlib
from typing import Any
from uuid import UUID

from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape, PagingShape
from prescreen_shared.plumbing.web.requests import acting_person, request_id
from scoring_service.api.answers import (
    CallPageSchema,
    CallSchema,
    ScreeningSchema,
    VerdictChangesSchema,
    VerdictPageSchema,
    WholeScreeningSchema,
)
from scoring_service.api.base import once, parts
from scoring_service.api.requests import ScreeningShape, VerdictListShape
from scoring_service.backtests.explain import what_would_change
from scoring_service.screenings.again import screen_again
from scoring_service.versions.views import list_calls, read_call, read_screening, read_verdicts

calls = GuardedBlueprint("calls", __name__, url_prefix="/api/calls", description="Calls and their screenings")
screenings = GuardedBlueprint(
    "screenings", __name__, url_prefix="/api/screenings", description="What a screening found"
)


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


@screenings.route("/<uuid:screening_id>", methods=["GET"])
@screenings.response(200, WholeScreeningSchema)
def get_screening(screening_id: UUID) -> Any:
    """Read how far a screening is, how many have each outcome, and what was found about the call."""
    return read_screening(parts(), str(screening_id))


@screenings.route("/<uuid:screening_id>/verdicts", methods=["GET"])
@screenings.arguments(VerdictListShape, location="query")
@screenings.response(200, VerdictPageSchema)
def get_verdicts(wanted: dict[str, Any], screening_id: UUID) -> Any:
    """Read the verdicts of a screening by reference, with every finding."""
    page = Page(wanted["page"], wanted["page_size"])
    return read_verdicts(parts(), str(screening_id), page, outcome=wanted.get("outcome"))


@screenings.route("/<uuid:screening_id>/verdicts/<path:reference>/changes", methods=["GET"])
@screenings.response(200, VerdictChangesSchema)
def get_changes(screening_id: UUID, reference: str) -> Any:
    """Read, for each ground of a verdict, the smallest change of what is stated after which the ground falls."""
    return {
        "reference": reference,
        "findings": what_would_change(parts(), str(screening_id), reference),
    }
