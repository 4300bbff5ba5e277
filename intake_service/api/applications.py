"""Applications of a call: create as a draft, once for each idempotency key, and list.

RETELL:
- (application) One application: read, change until the call closes, submit, withdraw, and its verdicts.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import jsonify, request
from sqlalchemy.orm import Session

from intake_service.api.answers import (
    ApplicationListShape,
    ApplicationPageSchema,
    ApplicationSchema,
    ApplicationVerdictsSchema,
)
from intake_service.api.base import parts
from intake_service.domain.application import check_application, require_changeable, settled_answers
from intake_service.domain.call import CallTerms, require_open
from intake_service.shapes import ChangedApplicationShape, NewApplicationShape
from intake_service.store.answers import application_document, list_applications, verdicts_document
from intake_service.store.applications import (
    application_snapshot,
    change_application,
    content_of,
    create_application,
    send_snapshots,
    submit_application,
    withdraw_application,
)
from intake_service.store.rows import (
    find_application,
    find_application_to_change,
    find_call,
    status_of,
    terms_of,
)
from intake_service.store.tables import ApplicationRow, IdempotencyKeyRow
from prescreen_shared.errors import InputRefusedError
from prescreen_shared.plumbing.idempotency import Once, Page
from prescreen_shared.plumbing.web.blueprints import StrictBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape
from prescreen_shared.plumbing.web.requests import request_id
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.statuses import ApplicationState

application = StrictBlueprint(
    "application", __name__, url_prefix="/api/applications", description="One application"
)
applications = StrictBlueprint(
    "applications", __name__, url_prefix="/api/calls", description="Applications of a call"
)


@application.route("/<uuid:application_id>", methods=["GET"])
@application.etag
@application.response(200, ApplicationSchema)
def get_application(application_id: UUID) -> Any:
    """Read an application."""
    with parts().database.reading() as session:
        return _answer(session, find_application(session, application_id))


@application.route("/<uuid:application_id>", methods=["PUT"])
@application.etag
@application.arguments(ChangedApplicationShape)
@application.response(200, ApplicationSchema)
def put_application(body: Loaded, application_id: UUID) -> Any:
    """Change what an application says, until the call closes; one that was submitted stays submitted."""
    now = parts().clock.now()
    with parts().database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        application.check_etag(_application_etag(application_document(row, {})))
        require_open(status_of(call), now)
        require_changeable(row.reference, ApplicationState(row.state))
        is_submitted = row.state == ApplicationState.SUBMITTED.value
        content = _accepted_content(terms_of(call), body, complete=is_submitted)
        change_application(session, call, row, content, now)
        if is_submitted:
            _send(session, row)
        return _answer(session, row)


@application.route("/<uuid:application_id>/submit", methods=["POST"])
@application.etag
@application.response(200, ApplicationSchema)
def post_submit(application_id: UUID) -> Any:
    """Submit a draft: it is received, gets a registration number and takes part in the call."""
    now = parts().clock.now()
    with parts().database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        if row.state == ApplicationState.DRAFT.value:
            require_open(status_of(call), now)
            faults = list(check_application(terms_of(call), content_of(session, row), complete=True))
            if faults:
                raise InputRefusedError(faults)
        submit_application(session, call, row, now)
        _send(session, row)
        return _answer(session, row)


@application.route("/<uuid:application_id>/withdraw", methods=["POST"])
@application.etag
@application.response(200, ApplicationSchema)
def post_withdraw(application_id: UUID) -> Any:
    """Withdraw an application while the call is open."""
    with parts().database.writing() as session:
        call, row = find_application_to_change(session, application_id)
        was_received = row.state != ApplicationState.DRAFT.value
        withdraw_application(session, call, row, parts().clock.now())
        if was_received:
            _send(session, row)
        return _answer(session, row)


@application.route("/<uuid:application_id>/verdicts", methods=["GET"])
@application.response(200, ApplicationVerdictsSchema)
def get_verdicts(application_id: UUID) -> Any:
    """Read every verdict on an application, the newest first, with every finding."""
    with parts().database.reading() as session:
        return verdicts_document(session, find_application(session, application_id))


@applications.route("/<uuid:call_id>/applications", methods=["POST"])
@applications.etag
@applications.arguments(IdempotencyShape, location="headers")
@applications.arguments(NewApplicationShape)
@applications.response(201, ApplicationSchema)
def post_application(headers: dict[str, Any], body: Loaded, call_id: UUID) -> Any:
    """Create an application as a draft; the same request with the same Idempotency-Key creates it once."""
    scope, now = f"POST applications {call_id}", parts().clock.now()
    once = Once(IdempotencyKeyRow, scope, headers["key"], request.get_data(), now)
    with parts().database.writing() as session:
        find_call(session, call_id)
        document, again = once.within(session, lambda: _create(session, call_id, body))
    applications.set_etag(_application_etag(document))
    if not again:
        return document, _location(document)
    answer = jsonify(document)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer, 201, _location(document)


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


def _answer(session: Session, row: ApplicationRow) -> dict[str, Any]:
    document = application_document(row, content_of(session, row))
    application.set_etag(_application_etag(document))
    return document


def _application_etag(document: dict[str, Any]) -> dict[str, Any]:
    """Give what the ETag of an application rests on."""
    return {name: document[name] for name in ("application_id", "revision", "state", "changed_at")}


def _accepted_content(terms: CallTerms, body: Loaded, *, complete: bool) -> dict[str, Any]:
    """Give the content of an application that fits its call.

    Raises:
        InputRefusedError: with every fault of shape and content.
    """
    values = body.accepted(check_application(terms, body.sound, complete=complete))
    content = {key: value for key, value in values.items() if key != "reference"}
    return {**content, "answers": settled_answers(terms.questions, content["answers"])}


def _send(session: Session, row: ApplicationRow) -> None:
    snapshot = application_snapshot(row, row.revision, content_of(session, row))
    send_snapshots(session, row.call_id, [snapshot], parts().clock, request_id=request_id())


def _location(document: dict[str, Any]) -> dict[str, str]:
    return {"Location": f"/api/applications/{document['application_id']}"}


def _create(session: Session, call_id: UUID, body: Loaded) -> dict[str, Any]:
    now = parts().clock.now()
    call = find_call(session, call_id, lock=True)
    require_open(status_of(call), now)
    content = _accepted_content(terms_of(call), body, complete=False)
    row = create_application(session, call, content, body.values["reference"], now)
    return application_document(row, content_of(session, row))
