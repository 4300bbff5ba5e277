"""Calls: create, list, read, and change while they are drafts.

RETELL:
- (call_transitions) Opening a call to applicants, closing it, and ordering again what stuck.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake_service.api.answers import (
    CallListShape,
    CallPageSchema,
    CallSchema,
    CallScreeningsSchema,
    ClosedCallSchema,
    ScreeningSchema,
)
from intake_service.api.base import parts
from intake_service.domain.call import check_call, require_draft
from intake_service.domain.errors import ScreeningNotFoundError
from intake_service.shapes import ChangedCallShape, NewCallShape
from intake_service.store.answers import (
    call_document,
    latest_screening,
    list_calls,
    screening_document,
    screenings_document,
)
from intake_service.store.calls import change_call, create_call, open_call
from intake_service.store.rows import find_call, stated_terms, status_of
from intake_service.store.screenings import close_call
from intake_service.store.tables import CallRow, ScreeningRow
from intake_service.store.verdicts import order_again
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.blueprints import StrictBlueprint
from prescreen_shared.plumbing.web.requests import request_id
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
    with parts().database.writing() as session:
        row = find_call(session, call_id, lock=True)
        open_call(session, row, parts().clock, request_id=request_id())
        transitions.set_etag(_call_etag(row))
        return call_document(row)


@transitions.route("/<uuid:call_id>/close", methods=["POST"])
@transitions.response(202, ClosedCallSchema)
def post_close(call_id: UUID) -> Any:
    """Close a call now and start its screening; a closed call answers with the screening it has."""
    part = parts()
    with part.database.writing() as session:
        row = close_call(session, call_id, part.resending, part.clock, request_id=request_id())
        screening = _screening_or_refuse(session, row)
        return {"call": call_document(row), "screening_id": str(screening.screening_id)}


@transitions.route("/<uuid:call_id>/screening", methods=["GET"])
@transitions.response(200, ScreeningSchema)
def get_screening(call_id: UUID) -> Any:
    """Read how far the latest screening of a call has come."""
    with parts().database.reading() as session:
        row = find_call(session, call_id)
        return screening_document(session, _screening_or_refuse(session, row))


@transitions.route("/<uuid:call_id>/screenings", methods=["GET"])
@transitions.response(200, CallScreeningsSchema)
def get_screenings(call_id: UUID) -> Any:
    """Read every screening of a call, the oldest first; none is ever taken away."""
    with parts().database.reading() as session:
        return screenings_document(session, find_call(session, call_id))


@transitions.route("/<uuid:call_id>/screening", methods=["POST"])
@transitions.response(202, ScreeningSchema)
def post_screening(call_id: UUID) -> Any:
    """Order once more what is stuck, as when the rules have been mended; nothing else is affected."""
    part = parts()
    with part.database.writing() as session:
        row = find_call(session, call_id, lock=True)
        return screening_document(session, order_again(session, row, part.resending, part.clock))


@calls.route("", methods=["POST"])
@calls.etag
@calls.arguments(NewCallShape)
@calls.response(201, CallSchema)
def post_call(body: Loaded) -> Any:
    """Create a call as a draft."""
    terms = body.accepted(check_call(body.sound))
    with parts().database.writing() as session:
        row = create_call(session, terms, parts().clock.now())
        calls.set_etag(_call_etag(row))
        return call_document(row), {"Location": f"/api/calls/{row.call_id}"}


@calls.route("", methods=["GET"])
@calls.arguments(CallListShape, location="query")
@calls.response(200, CallPageSchema)
def get_calls(wanted: dict[str, Any]) -> Any:
    """List calls, the newest first."""
    page = Page(wanted["page"], wanted["page_size"])
    with parts().database.reading() as session:
        return list_calls(session, page, state=wanted.get("state"), code=wanted.get("code"))


@calls.route("/<uuid:call_id>", methods=["GET"])
@calls.etag
@calls.response(200, CallSchema)
def get_call(call_id: UUID) -> Any:
    """Read a call."""
    with parts().database.reading() as session:
        row = find_call(session, call_id)
        calls.set_etag(_call_etag(row))
        return call_document(row)


@calls.route("/<uuid:call_id>", methods=["PATCH"])
@calls.etag
@calls.arguments(ChangedCallShape(partial=True))
@calls.response(200, CallSchema)
def patch_call(body: Loaded, call_id: UUID) -> Any:
    """Change some terms of a draft call; keys that are left out stay as they are."""
    with parts().database.writing() as session:
        row = find_call(session, call_id, lock=True)
        calls.check_etag(_call_etag(row))
        require_draft(status_of(row))
        merged = stated_terms(row, body.sound)
        terms = stated_terms(row, body.accepted(check_call(merged)))
        change_call(session, row, terms, parts().clock.now())
        calls.set_etag(_call_etag(row))
        return call_document(row)


def _call_etag(row: CallRow) -> dict[str, Any]:
    """Give what the ETag of a call rests on."""
    return {"call_id": str(row.call_id), "version": row.version}


def _screening_or_refuse(session: Session, row: CallRow) -> ScreeningRow:
    """Give the latest screening of a call.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    screening = latest_screening(session, row.call_id)
    if screening is None:
        raise ScreeningNotFoundError(row.code)
    return screening
