"""The addresses of applications: create, list, read, change until the call closes, submit, withdraw, and their verdicts."""

from typing import Any, Final
from uuid import UUID

from flask import Response, request

from intake_service import applications as use_cases
from intake_service import reading
from intake_service.api.answers import (
    ApplicationListShape,
    ApplicationPageSchema,
    ApplicationSchema,
    ApplicationVerdictsSchema,
    ListImportShape,
    ListReportSchema,
)
from intake_service.api.base import parts
from intake_service.importing.import_list import import_list, template_of
from intake_service.received import register_application
from intake_service.shapes import ChangedApplicationShape, NewApplicationShape, ReceivedApplicationShape
from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint, StrictBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape, LanguageShape
from prescreen_shared.plumbing.web.requests import acting_person, named_person, request_id
from prescreen_shared.schemas.fields import Loaded

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_FILES: Final = {
    kind: {"schema": {"type": "string", "format": "binary"}} for kind in (WORKBOOK, "text/csv")
}
"""What a list of applications may be sent as; which of them it is, its first bytes tell."""
application = StrictBlueprint(
    "application", __name__, url_prefix="/api/applications", description="One application"
)
received = GuardedBlueprint(
    "received", __name__, url_prefix="/api/calls", description="Applications that staff register"
)
applications = StrictBlueprint(
    "applications", __name__, url_prefix="/api/calls", description="Applications of a call"
)


@application.route("/<uuid:application_id>", methods=["GET"])
@application.etag
@application.response(200, ApplicationSchema)
def get_application(application_id: UUID) -> Any:
    """Read an application."""
    return _tagged(reading.read_application(parts(), application_id))


@application.route("/<uuid:application_id>", methods=["PUT"])
@application.etag
@application.arguments(ChangedApplicationShape)
@application.response(200, ApplicationSchema)
def put_application(body: Loaded, application_id: UUID) -> Any:
    """Change what an application says, until the call closes; one that was submitted stays submitted."""
    return _tagged(
        use_cases.change_application(
            parts(),
            application_id,
            body,
            lambda document: application.check_etag(_rests_on(document)),
            request_id=request_id(),
        )
    )


@application.route("/<uuid:application_id>/submit", methods=["POST"])
@application.etag
@application.response(200, ApplicationSchema)
def post_submit(application_id: UUID) -> Any:
    """Submit a draft: it is received, gets a registration number and takes part in the call."""
    return _tagged(use_cases.submit_application(parts(), application_id, request_id=request_id()))


@application.route("/<uuid:application_id>/withdraw", methods=["POST"])
@application.etag
@application.response(200, ApplicationSchema)
def post_withdraw(application_id: UUID) -> Any:
    """Withdraw an application while the call is open."""
    return _tagged(use_cases.withdraw_application(parts(), application_id, request_id=request_id()))


@application.route("/<uuid:application_id>/verdicts", methods=["GET"])
@application.response(200, ApplicationVerdictsSchema)
def get_verdicts(application_id: UUID) -> Any:
    """Read every verdict on an application, the newest first, with every finding."""
    return reading.read_verdicts(parts(), application_id)


@applications.route("/<uuid:call_id>/applications", methods=["POST"])
@applications.etag
@applications.arguments(IdempotencyShape, location="headers")
@applications.arguments(NewApplicationShape)
@applications.response(201, ApplicationSchema)
def post_application(headers: dict[str, Any], body: Loaded, call_id: UUID) -> Any:
    """Create an application as a draft; the same request with the same Idempotency-Key creates it once."""
    key, sent = headers["key"], request.get_data()
    document, is_repeated = use_cases.create_application(parts(), call_id, body, key=key, sent=sent)
    where = {"Location": f"/api/applications/{document['application_id']}"}
    return _tagged(document), {**where, "Idempotency-Replayed": "true"} if is_repeated else where


@received.route("/<uuid:call_id>/received", methods=["POST"])
@received.etag
@received.arguments(IdempotencyShape, location="headers")
@received.arguments(ReceivedApplicationShape)
@received.response(201, ApplicationSchema)
def post_received(headers: dict[str, Any], body: Loaded, call_id: UUID) -> Any:
    """Register, for staff, an application that came late, on paper or incomplete, with its arrival and the reason.

    The call may be open or closed. One that is closed is screened once more with it, unless `screen` is false; the rules
    judge whether it came in time. Who registers it is named by the proxy.
    """
    key, sent = headers["key"], request.get_data()
    document, is_repeated = register_application(
        parts(), call_id, body, by=acting_person(), key=key, sent=sent, request_id=request_id()
    )
    where = {"Location": f"/api/applications/{document['application_id']}"}
    return _tagged(document), {**where, "Idempotency-Replayed": "true"} if is_repeated else where


@applications.route("/<uuid:call_id>/applications/list", methods=["POST"])
@applications.doc(requestBody={"required": True, "content": LIST_FILES})
@applications.arguments(ListImportShape, location="query")
@applications.response(200, ListReportSchema)
def post_list(wanted: dict[str, Any], call_id: UUID) -> Any:
    """Store a list of applications from Excel or CSV as submitted ones, all or nothing; or show what would be stored."""
    return import_list(
        parts(),
        call_id,
        request.get_data(),
        wanted["name"],
        preview=wanted["preview"],
        seen=wanted["state"],
        by=named_person(),
        request_id=request_id(),
    )


@applications.route("/<uuid:call_id>/template.xlsx", methods=["GET"])
@applications.arguments(LanguageShape, location="query")
@applications.response(200, {"type": "string", "format": "binary"}, content_type=WORKBOOK)
def get_template(wanted: dict[str, Any], call_id: UUID) -> Any:
    """Read an empty list of applications for a call, as an Excel workbook to fill in."""
    answer = Response(template_of(parts(), call_id, wanted["lang"]), mimetype=WORKBOOK)
    answer.headers["Content-Disposition"] = 'attachment; filename="ansokningar.xlsx"'
    return answer


@applications.route("/<uuid:call_id>/applications", methods=["GET"])
@applications.arguments(ApplicationListShape, location="query")
@applications.response(200, ApplicationPageSchema)
def get_applications(wanted: dict[str, Any], call_id: UUID) -> Any:
    """List the applications of a call in order of arrival."""
    page = Page(wanted["page"], wanted["page_size"])
    filters = {name: wanted.get(name) for name in ("state", "grant_type", "applicant", "outcome")}
    return reading.list_applications(parts(), call_id, page, **filters)


def _tagged(document: dict[str, Any]) -> dict[str, Any]:
    """Give an application, its ETag set on the answer."""
    application.set_etag(_rests_on(document))
    return document


def _rests_on(document: dict[str, Any]) -> dict[str, Any]:
    """Give what the ETag of an application rests on."""
    return {name: document[name] for name in ("application_id", "revision", "state", "changed_at")}
