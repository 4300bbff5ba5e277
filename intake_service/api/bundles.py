"""Bundles: a whole call in one request, all or nothing."""

from __future__ import annotations

from typing import Any

from intake_service.api.answer_shapes import ImportReportSchema
from intake_service.api.current import parts
from intake_service.importing.import_bundle import accepted_bundle, import_bundle
from intake_service.importing.shapes.bundle_shape import WholeBundleShape
from shared.plumbing.web.request_id import request_id
from shared.plumbing.web.strict_blueprint import StrictBlueprint

bundles = StrictBlueprint("bundles", __name__, url_prefix="/api/bundles", description="Bundles")


@bundles.route("", methods=["POST"])
@bundles.arguments(WholeBundleShape)
@bundles.response(201, ImportReportSchema)
def post_bundle(document: Any) -> Any:
    """Import a call with its applications, rankings, decisions and register; the call is open at once."""
    part = parts()
    bundle = accepted_bundle(part.database, document)
    with part.database.writing() as session:
        report = import_bundle(session, bundle, part.clock, request_id=request_id())
        return report, {"Location": f"/api/calls/{report['call_id']}"}
