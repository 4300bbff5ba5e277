"""The proposal for a whole call: verdicts.json for machines, forslag.html for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response
from marshmallow import INCLUDE, Schema, fields

from intake_service.api.current import parts
from intake_service.api.query_shapes import ProposalPageShape, ScreeningChoiceShape
from intake_service.exporting.proposal_page import proposal_security_policy, render_proposal
from intake_service.exporting.verdicts_file import verdicts_bytes
from intake_service.store.find_rows import find_call
from intake_service.store.sql_proposal_reader import SqlProposalReader
from shared.messages.verdicts import CallFindingSchema
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from uuid import UUID

    from intake_service.domain.proposal import Proposal

proposals = StrictBlueprint("proposals", __name__, url_prefix="/api/calls", description="Proposals")


class VerdictsFileSchema(Schema):
    """verdicts.json, version 1; more keys may stand beside these."""

    class Meta:
        """Readers must let keys pass that they do not know."""

        unknown = INCLUDE

    version = fields.Integer(required=True)
    call = fields.String(required=True)
    rule_set = fields.Dict(required=True, allow_none=True)
    verdicts = fields.List(fields.Dict(), required=True)
    call_findings = fields.List(fields.Nested(CallFindingSchema), required=True)


@proposals.route("/<uuid:call_id>/verdicts", methods=["GET"])
@proposals.arguments(ScreeningChoiceShape, location="query")
@proposals.response(200, VerdictsFileSchema)
def get_call_verdicts(wanted: dict[str, Any], call_id: UUID) -> Any:
    """Read verdicts.json of a call: every proposal with the findings that matter."""
    return Response(verdicts_bytes(_proposal(call_id, wanted)), mimetype="application/json")


@proposals.route("/<uuid:call_id>/proposal.html", methods=["GET"])
@proposals.arguments(ProposalPageShape, location="query")
@proposals.response(200, {"type": "string"}, content_type="text/html")
def get_proposal_page(wanted: dict[str, Any], call_id: UUID) -> Any:
    """Read the proposal as a single page that reads and prints well."""
    page = Response(render_proposal(_proposal(call_id, wanted), wanted["lang"]), mimetype="text/html")
    # Only a header can forbid frames; in the page itself browsers ignore it.
    page.headers["Content-Security-Policy"] = f"{proposal_security_policy()}; frame-ancestors 'none'"
    page.headers["Content-Language"] = wanted["lang"]
    return page


def _proposal(call_id: UUID, wanted: dict[str, Any]) -> Proposal:
    with parts().database.reading() as session:
        find_call(session, call_id)
    return SqlProposalReader(parts().database).proposal(str(call_id), wanted.get("screening"))
