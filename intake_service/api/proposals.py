"""The proposal for a whole call: verdicts.json for machines, forslag.html for people.

RETELL:
- (bundles) Bundles: a whole call in one request, all or nothing.
- (rankings) An administration's ranking of its own applications.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import INCLUDE, Schema, fields

from intake_service.api.answers import (
    ImportReportSchema,
    ProposalPageShape,
    RankingSchema,
    ScreeningChoiceShape,
)
from intake_service.api.base import parts
from intake_service.domain.bundle import check_ranking
from intake_service.domain.call import require_open
from intake_service.domain.proposal import Proposal
from intake_service.exporting.proposal_page import proposal_security_policy, render_proposal
from intake_service.exporting.verdicts_file import verdicts_bytes
from intake_service.importing.import_bundle import accepted_bundle, import_bundle
from intake_service.shapes import AdministrationShape, RankingShape, WholeBundleShape
from intake_service.store.answers import ranking_document
from intake_service.store.applications import applicants_by_reference, find_ranking, save_ranking
from intake_service.store.read_proposal import SqlProposalReader
from intake_service.store.rows import find_call, status_of
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.plumbing.strict_json import unfit_text
from prescreen_shared.plumbing.web.blueprints import StrictBlueprint
from prescreen_shared.plumbing.web.requests import request_id
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Loaded, load
from prescreen_shared.shapes.verdict import CallFinding

proposals = StrictBlueprint("proposals", __name__, url_prefix="/api/calls", description="Proposals")
bundles = StrictBlueprint("bundles", __name__, url_prefix="/api/bundles", description="Bundles")
rankings = StrictBlueprint("rankings", __name__, url_prefix="/api/calls", description="Rankings")


class VerdictsFileSchema(Schema):
    """verdicts.json, version 1; more keys may stand beside these."""

    class Meta:
        """Readers must let keys pass that they do not know."""

        unknown = INCLUDE

    version = fields.Integer(required=True)
    call = fields.String(required=True)
    rule_set = fields.Dict(required=True, allow_none=True)
    verdicts = fields.List(fields.Dict(), required=True)
    call_findings = fields.List(fields.Nested(answer_of(CallFinding)), required=True)


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


@rankings.route("/<uuid:call_id>/rankings/<administration>", methods=["PUT"])
@rankings.arguments(RankingShape)
@rankings.response(200, RankingSchema)
def put_ranking(body: Loaded, call_id: UUID, administration: str) -> Any:
    """Say which of its applications an administration wants considered, instead of what it said before."""
    now = parts().clock.now()
    named = list(_faults_of(administration))
    with parts().database.writing() as session:
        call = find_call(session, call_id, lock=True)
        require_open(status_of(call), now)
        applicants = applicants_by_reference(session, call_id)
        ranked = body.sound.get("references") or []
        misfits = check_ranking(administration, ranked, applicants, call.administrations)
        references = body.accepted([*named, *misfits])["references"]
        return ranking_document(save_ranking(session, call, administration, references, now))


@rankings.route("/<uuid:call_id>/rankings/<administration>", methods=["GET"])
@rankings.response(200, RankingSchema)
def get_ranking(call_id: UUID, administration: str) -> Any:
    """Read an administration's ranking."""
    faults = list(_faults_of(administration))
    if faults:
        raise InputRefusedError(faults)
    with parts().database.reading() as session:
        find_call(session, call_id)
        return ranking_document(find_ranking(session, call_id, administration))


def _proposal(call_id: UUID, wanted: dict[str, Any]) -> Proposal:
    with parts().database.reading() as session:
        find_call(session, call_id)
    return SqlProposalReader(parts().database).proposal(str(call_id), wanted.get("screening"))


def _faults_of(administration: str) -> Iterator[Fault]:
    yield from unfit_text("administration", administration)
    yield from load(AdministrationShape(), {"administration": administration}).faults
