"""The addresses of calls: create, list, read, change while they are drafts, open, close, and order again what stuck."""

from typing import Any
from uuid import UUID

from intake_service import calls as use_cases
from intake_service import reading
from intake_service.api.answers import (
    CallListShape,
    CallPageSchema,
    CallSchema,
    CallScreeningsSchema,
    ClosedCallSchema,
    ScreeningSchema,
)
from intake_service.api.base import parts
from intake_service.received import screen_what_came
from intake_service.screenings import order
from intake_service.shapes import ChangedCallShape, NewCallShape
from intake_service.store.tables import CallRow
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.blueprints import StrictBlueprint
from prescreen_shared.plumbing.web.requests import answering_person, named_person, request_id
from prescreen_shared.schemas.fields import Loaded

transitions = StrictBlueprint(
    "transitions", __name__, url_prefix="/api/calls", description="From draft to screened"
)
calls = StrictBlueprint("calls", __name__, url_prefix="/api/calls", description="Calls for applications")


@transitions.route("/<uuid:call_id>/open", methods=["POST"])
@transitions.etag
@transitions.response(200, CallSchema)
def post_open(call_id: UUID) -> Any:
    """Open a draft call to applicants; an open call stays open."""
    return _tagged(use_cases.open_call(parts(), call_id, request_id=request_id()).call_id)


@transitions.route("/<uuid:call_id>/close", methods=["POST"])
@transitions.response(202, ClosedCallSchema)
def post_close(call_id: UUID) -> Any:
    """Close a call now and start its screening; a closed call answers with the screening it has."""
    _, screening_id = order.close_call(parts(), call_id, request_id=request_id())
    return {"call": reading.read_call(parts(), call_id)[1], "screening_id": str(screening_id)}


@transitions.route("/<uuid:call_id>/screening", methods=["GET"])
@transitions.response(200, ScreeningSchema)
def get_screening(call_id: UUID) -> Any:
    """Read how far the latest screening of a call has come."""
    return reading.read_screening(parts(), call_id)


@transitions.route("/<uuid:call_id>/screenings", methods=["GET"])
@transitions.response(200, CallScreeningsSchema)
def get_screenings(call_id: UUID) -> Any:
    """Read every screening of a call, the oldest first; none is ever taken away."""
    return reading.list_screenings(parts(), call_id)


@transitions.route("/<uuid:call_id>/screening", methods=["POST"])
@transitions.response(202, ScreeningSchema)
def post_screening(call_id: UUID) -> Any:
    """Order once more what is stuck, as when the rules have been mended, or a screening with what was registered since."""
    return screen_what_came(parts(), call_id, by=named_person(), request_id=request_id())


@calls.route("", methods=["POST"])
@calls.etag
@calls.arguments(NewCallShape)
@calls.response(201, CallSchema)
def post_call(body: Loaded) -> Any:
    """Create a call as a draft."""
    row = use_cases.create_call(parts(), body, request_id=request_id())
    return _tagged(row.call_id), {"Location": f"/api/calls/{row.call_id}"}


@calls.route("", methods=["GET"])
@calls.arguments(CallListShape, location="query")
@calls.response(200, CallPageSchema)
def get_calls(wanted: dict[str, Any]) -> Any:
    """List calls, the newest first."""
    page = Page(wanted["page"], wanted["page_size"])
    return reading.list_calls(parts(), page, state=wanted.get("state"), code=wanted.get("code"))


@calls.route("/<uuid:call_id>", methods=["GET"])
@calls.response(200, CallSchema)
def get_call(call_id: UUID) -> Any:
    """Read a call, always whole: what is said of its rules may be new though the call, which its ETag stands for, is not."""
    row, document = reading.read_call(parts(), call_id)
    return document, {"ETag": f'"{calls.etag_of(_rests_on(row))}"'}


@calls.route("/<uuid:call_id>", methods=["PATCH"])
@calls.etag
@calls.arguments(ChangedCallShape(partial=True))
@calls.response(200, CallSchema)
def patch_call(body: Loaded, call_id: UUID) -> Any:
    """Change some terms of a draft call; keys that are left out stay as they are.

    Of an open call its closing time, title, issuer, registration number, criteria, the labels of its questions and the
    names of its kinds of grant can be changed, with a `reason`, by the person whom the proxy names.
    """
    row = use_cases.change_call(
        parts(),
        call_id,
        body,
        lambda row: calls.check_etag(_rests_on(row)),
        person=answering_person,
        request_id=request_id(),
    )
    return _tagged(row.call_id)


def _tagged(call_id: UUID) -> dict[str, Any]:
    """Give a call as it stands, its ETag set on the answer."""
    row, document = reading.read_call(parts(), call_id)
    calls.set_etag(_rests_on(row))
    return document


def _rests_on(row: CallRow) -> dict[str, Any]:
    """Give what the ETag of a call rests on."""
    return {"call_id": str(row.call_id), "version": row.version}
