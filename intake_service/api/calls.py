"""Calls: create, list, read, and change while they are drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.api.answer_shapes import CallPageSchema, CallSchema
from intake_service.api.current import parts
from intake_service.api.query_shapes import CallListShape
from intake_service.domain.call import require_draft
from intake_service.domain.check_call import check_call
from intake_service.importing.shapes.call_shape import ChangedCallShape, NewCallShape
from intake_service.store.call_terms import stated_terms, status_of
from intake_service.store.documents import call_document
from intake_service.store.find_rows import find_call
from intake_service.store.list_rows import list_calls
from intake_service.store.save_call import change_call, create_call
from shared.plumbing.paging import Page
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from uuid import UUID

    from intake_service.store.tables import CallRow
    from shared.plumbing.shapes.shape import Loaded

calls = StrictBlueprint("calls", __name__, url_prefix="/api/calls", description="Calls for applications")


def call_etag(row: CallRow) -> dict[str, Any]:
    """Give what the ETag of a call rests on."""
    return {"call_id": str(row.call_id), "version": row.version}


@calls.route("", methods=["POST"])
@calls.etag
@calls.arguments(NewCallShape)
@calls.response(201, CallSchema)
def post_call(body: Loaded) -> Any:
    """Create a call as a draft."""
    terms = body.accepted(check_call(body.sound))
    with parts().database.writing() as session:
        row = create_call(session, terms, parts().clock.now())
        calls.set_etag(call_etag(row))
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
        calls.set_etag(call_etag(row))
        return call_document(row)


@calls.route("/<uuid:call_id>", methods=["PATCH"])
@calls.etag
@calls.arguments(ChangedCallShape(partial=True))
@calls.response(200, CallSchema)
def patch_call(body: Loaded, call_id: UUID) -> Any:
    """Change some terms of a draft call; keys that are left out stay as they are."""
    with parts().database.writing() as session:
        row = find_call(session, call_id, lock=True)
        calls.check_etag(call_etag(row))
        require_draft(status_of(row))
        merged = stated_terms(row, body.sound)
        terms = stated_terms(row, body.accepted(check_call(merged)))
        change_call(session, row, terms, parts().clock.now())
        calls.set_etag(call_etag(row))
        return call_document(row)
