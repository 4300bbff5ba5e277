"""Applications of a call: create as a draft, once for each idempotency key, and list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import jsonify, request

from intake_service.api.answer_shapes import ApplicationPageSchema, ApplicationSchema
from intake_service.api.current import parts
from intake_service.api.query_shapes import ApplicationListShape
from intake_service.domain.call import require_open
from intake_service.domain.check_answers import settled_answers
from intake_service.domain.check_application import check_application
from intake_service.importing.shapes.application_shape import NewApplicationShape
from intake_service.store.call_terms import status_of, terms_of
from intake_service.store.documents import application_document
from intake_service.store.find_rows import find_call
from intake_service.store.list_rows import list_applications
from intake_service.store.save_application import content_of, create_application
from intake_service.store.tables import IdempotencyKeyRow
from shared.plumbing.idempotency import earlier_answer, keep_answer
from shared.plumbing.paging import Page
from shared.plumbing.web.query_shapes import IdempotencyShape
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_service.domain.call import CallTerms
    from shared.plumbing.shapes.shape import Loaded

applications = StrictBlueprint(
    "applications", __name__, url_prefix="/api/calls", description="Applications of a call"
)


def application_etag(document: dict[str, Any]) -> dict[str, Any]:
    """Give what the ETag of an application rests on."""
    return {name: document[name] for name in ("application_id", "revision", "state", "changed_at")}


def accepted_content(terms: CallTerms, body: Loaded, *, complete: bool) -> dict[str, Any]:
    """Give the content of an application that fits its call.

    Raises:
        InputRefusedError: with every fault of shape and content.
    """
    values = body.accepted(check_application(terms, body.sound, complete=complete))
    content = {key: value for key, value in values.items() if key != "reference"}
    return {**content, "answers": settled_answers(terms.questions, content["answers"])}


@applications.route("/<uuid:call_id>/applications", methods=["POST"])
@applications.etag
@applications.arguments(IdempotencyShape, location="headers")
@applications.arguments(NewApplicationShape)
@applications.response(201, ApplicationSchema)
def post_application(headers: dict[str, Any], body: Loaded, call_id: UUID) -> Any:
    """Create an application as a draft; the same request with the same Idempotency-Key creates it once."""
    key, scope = headers["key"], f"POST applications {call_id}"
    with parts().database.writing() as session:
        now = parts().clock.now()
        if key is not None:
            find_call(session, call_id)
            earlier = earlier_answer(session, IdempotencyKeyRow, scope, key, request.get_data(), now)
            if earlier is not None:
                applications.set_etag(application_etag(earlier))
                answer = jsonify(earlier)
                answer.headers["Idempotency-Replayed"] = "true"
                return answer, 201, _location(earlier)
        document = _create(session, call_id, body)
        if key is not None:
            keep_answer(session, IdempotencyKeyRow, scope, key, document)
        applications.set_etag(application_etag(document))
        return document, _location(document)


@applications.route("/<uuid:call_id>/applications", methods=["GET"])
@applications.arguments(ApplicationListShape, location="query")
@applications.response(200, ApplicationPageSchema)
def get_applications(wanted: dict[str, Any], call_id: UUID) -> Any:
    """List the applications of a call in order of arrival."""
    page = Page(wanted["page"], wanted["page_size"])
    filters = {name: wanted.get(name) for name in ("state", "grant_type", "applicant", "outcome")}
    with parts().database.reading() as session:
        find_call(session, call_id)
        return list_applications(session, call_id, page, **filters)


def _create(session: Session, call_id: UUID, body: Loaded) -> dict[str, Any]:
    now = parts().clock.now()
    call = find_call(session, call_id, lock=True)
    require_open(status_of(call), now)
    content = accepted_content(terms_of(call), body, complete=False)
    row = create_application(session, call, content, body.values["reference"], now)
    return application_document(row, content_of(session, row))


def _location(document: dict[str, Any]) -> dict[str, str]:
    return {"Location": f"/api/applications/{document['application_id']}"}
