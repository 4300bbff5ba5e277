"""Opening a call to applicants, closing it, and ordering again what stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.api.answer_shapes import (
    CallSchema,
    CallScreeningsSchema,
    ClosedCallSchema,
    ScreeningSchema,
)
from intake_service.api.calls import call_etag
from intake_service.api.current import parts
from intake_service.domain.errors import ScreeningNotFoundError
from intake_service.store.close_call import close_call
from intake_service.store.documents import call_document, screening_document, screenings_document
from intake_service.store.find_rows import find_call
from intake_service.store.read_screening import latest_screening
from intake_service.store.record_screening_refused import order_again
from intake_service.store.save_call import open_call
from shared.plumbing.web.request_id import request_id
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow, ScreeningRow

transitions = StrictBlueprint(
    "transitions", __name__, url_prefix="/api/calls", description="From draft to screened"
)


@transitions.route("/<uuid:call_id>/open", methods=["POST"])
@transitions.etag
@transitions.response(200, CallSchema)
def post_open(call_id: UUID) -> Any:
    """Open a draft call to applicants; an open call stays open."""
    with parts().database.writing() as session:
        row = find_call(session, call_id, lock=True)
        open_call(session, row, parts().clock, request_id=request_id())
        transitions.set_etag(call_etag(row))
        return call_document(row)


@transitions.route("/<uuid:call_id>/close", methods=["POST"])
@transitions.response(202, ClosedCallSchema)
def post_close(call_id: UUID) -> Any:
    """Close a call now and start its screening; a closed call answers with the screening it has."""
    part = parts()
    with part.database.writing() as session:
        row = close_call(session, call_id, part.resending, part.clock, request_id=request_id())
        screening = screening_or_refuse(session, row)
        return {"call": call_document(row), "screening_id": str(screening.screening_id)}


@transitions.route("/<uuid:call_id>/screening", methods=["GET"])
@transitions.response(200, ScreeningSchema)
def get_screening(call_id: UUID) -> Any:
    """Read how far the latest screening of a call has come."""
    with parts().database.reading() as session:
        row = find_call(session, call_id)
        return screening_document(session, screening_or_refuse(session, row))


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


def screening_or_refuse(session: Session, row: CallRow) -> ScreeningRow:
    """Give the latest screening of a call.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    screening = latest_screening(session, row.call_id)
    if screening is None:
        raise ScreeningNotFoundError(row.code)
    return screening
