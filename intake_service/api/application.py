"""One application: read, change until the call closes, submit, withdraw, and its verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.api.answer_shapes import ApplicationSchema, ApplicationVerdictsSchema
from intake_service.api.applications import accepted_content, application_etag
from intake_service.api.current import parts
from intake_service.domain.application import require_changeable
from intake_service.domain.call import require_open
from intake_service.domain.check_application import check_application
from intake_service.importing.shapes.application_shape import ChangedApplicationShape
from intake_service.store.call_terms import status_of, terms_of
from intake_service.store.documents import application_document, verdicts_document
from intake_service.store.find_rows import find_application, find_application_to_change
from intake_service.store.save_application import (
    change_application,
    content_of,
    submit_application,
    withdraw_application,
)
from intake_service.store.snapshot import application_snapshot, send_snapshots
from shared.errors import InputRefusedError
from shared.plumbing.web.request_id import request_id
from shared.plumbing.web.strict_blueprint import StrictBlueprint
from shared.statuses import ApplicationState

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_service.store.tables import ApplicationRow
    from shared.plumbing.shapes.shape import Loaded

application = StrictBlueprint(
    "application", __name__, url_prefix="/api/applications", description="One application"
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
        application.check_etag(application_etag(application_document(row, {})))
        require_open(status_of(call), now)
        require_changeable(row.reference, ApplicationState(row.state))
        is_submitted = row.state == ApplicationState.SUBMITTED.value
        content = accepted_content(terms_of(call), body, complete=is_submitted)
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


def _answer(session: Session, row: ApplicationRow) -> dict[str, Any]:
    document = application_document(row, content_of(session, row))
    application.set_etag(application_etag(document))
    return document


def _send(session: Session, row: ApplicationRow) -> None:
    snapshot = application_snapshot(row, row.revision, content_of(session, row))
    send_snapshots(session, row.call_id, [snapshot], parts().clock, request_id=request_id())
