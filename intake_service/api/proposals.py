"""The addresses of proposals (verdicts.json for programs, forslag.html for people), of bundles and of rankings.

A bundle is a whole call in one request, all or nothing. A ranking says which of its own applications an administration
wants considered.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from flask import Response
from marshmallow import INCLUDE, Schema, fields

from intake_service import reading
from intake_service.api.answers import (
    CorrectionSchema,
    CorrectionShape,
    ImportReportSchema,
    ProposalPageShape,
    RankingSchema,
    ScreeningChoiceShape,
)
from intake_service.api.base import parts
from intake_service.applications import rank_applications
from intake_service.corrected import correct_round, preview_correction
from intake_service.domain.proposal import Proposal
from intake_service.exporting.proposal_page import render_proposal
from intake_service.exporting.verdicts_file import verdicts_bytes
from intake_service.importing.import_bundle import import_bundle
from intake_service.shapes import AdministrationShape, RankingShape, WholeBundleShape
from prescreen_shared.errors import Fault, InputRefusedError
from prescreen_shared.plumbing.pages import policy_of_style, reading_style
from prescreen_shared.plumbing.strict_json import unfit_text
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint, StrictBlueprint
from prescreen_shared.plumbing.web.requests import acting_person, request_id
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Loaded, load
from prescreen_shared.shapes.verdict import VerdictsFile

proposals = StrictBlueprint("proposals", __name__, url_prefix="/api/calls", description="Proposals")
bundles = StrictBlueprint("bundles", __name__, url_prefix="/api/bundles", description="Bundles")
corrections = GuardedBlueprint(
    "corrections", __name__, url_prefix="/api/calls", description="Rounds sent again corrected"
)
rankings = StrictBlueprint("rankings", __name__, url_prefix="/api/calls", description="Rankings")


class OpenSchema(Schema):
    """An answer beside whose keys more may stand."""

    class Meta:
        """Readers must let keys pass that they do not know."""

        unknown = INCLUDE


VerdictsFileSchema: Final = answer_of(
    VerdictsFile,
    base=OpenSchema,
    name="VerdictsFileSchema",
    more={"verdicts": fields.List(fields.Dict(), required=True)},
)


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
    page.headers["Content-Security-Policy"] = policy_of_style(reading_style())
    page.headers["Content-Language"] = wanted["lang"]
    return page


@bundles.route("", methods=["POST"])
@bundles.arguments(WholeBundleShape)
@bundles.response(201, ImportReportSchema)
def post_bundle(document: Any) -> Any:
    """Import a call with its applications, rankings, decisions and register; the call is open at once."""
    report = import_bundle(parts(), document, request_id=request_id())
    return report, {"Location": f"/api/calls/{report['call_id']}"}


@corrections.route("/<uuid:call_id>/correction/preview", methods=["POST"], changes_nothing=True)
@corrections.arguments(WholeBundleShape)
@corrections.response(200, CorrectionSchema)
def post_correction_preview(document: Any, call_id: UUID) -> Any:
    """Tell what a corrected bundle of the same call would change: what is new, changed or missing. Nothing is stored."""
    return preview_correction(parts(), call_id, document)


@corrections.route("/<uuid:call_id>/correction", methods=["POST"])
@corrections.arguments(CorrectionShape, location="query")
@corrections.arguments(WholeBundleShape)
@corrections.response(200, CorrectionSchema)
def post_correction(why: dict[str, Any], document: Any, call_id: UUID) -> Any:
    """Store a corrected bundle, all or nothing, as the preview named by `state` showed it; a closed call is screened again."""
    return correct_round(
        parts(),
        call_id,
        document,
        by=acting_person(),
        reason=why["reason"],
        seen=why["state"],
        request_id=request_id(),
    )


@rankings.route("/<uuid:call_id>/rankings/<path:administration>", methods=["PUT"])
@rankings.arguments(RankingShape)
@rankings.response(200, RankingSchema)
def put_ranking(body: Loaded, call_id: UUID, administration: str) -> Any:
    """Say which of its applications an administration wants considered, instead of what it said before."""
    return rank_applications(parts(), call_id, administration, body, list(_faults_of(administration)))


@rankings.route("/<uuid:call_id>/rankings/<path:administration>", methods=["GET"])
@rankings.response(200, RankingSchema)
def get_ranking(call_id: UUID, administration: str) -> Any:
    """Read an administration's ranking."""
    faults = list(_faults_of(administration))
    if faults:
        raise InputRefusedError(faults)
    return reading.read_ranking(parts(), call_id, administration)


def _proposal(call_id: UUID, wanted: dict[str, Any]) -> Proposal:
    reader = reading.SqlProposalReader(parts().database)
    return reader.proposal(str(call_id), wanted.get("screening"))


def _faults_of(administration: str) -> Iterator[Fault]:
    yield from unfit_text("administration", administration)
    yield from load(AdministrationShape(), {"administration": administration}).faults
