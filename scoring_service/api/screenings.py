"""One screening: how far it is, what it found, and what would change that."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scoring_service.api.call_answers import (
    VerdictChangesSchema,
    VerdictPageSchema,
    WholeScreeningSchema,
)
from scoring_service.api.current import parts
from scoring_service.api.query_shapes import VerdictListShape
from scoring_service.life.list_calls import find_screening
from scoring_service.store.list_verdicts import count_outcomes, list_call_findings, list_verdicts
from scoring_service.trials.errors import KeptScreeningNotFoundError
from scoring_service.trials.what_would_change import FindingChanges, what_would_change
from shared.plumbing.paging import Page
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint

if TYPE_CHECKING:
    from uuid import UUID

    from scoring_service.life.views import ScreeningView

screenings = GuardedBlueprint(
    "screenings", __name__, url_prefix="/api/screenings", description="What a screening found"
)


@screenings.route("/<uuid:screening_id>", methods=["GET"])
@screenings.response(200, WholeScreeningSchema)
def get_screening(screening_id: UUID) -> Any:
    """Read how far a screening is, how many have each outcome, and what was found about the call."""
    found = asdict(_screening(screening_id))
    with parts().database.reading() as session:
        outcomes = count_outcomes(session, found["screening_id"])
        findings = list_call_findings(session, found["screening_id"])
    return {**found, "outcomes": outcomes, "call_findings": findings}


@screenings.route("/<uuid:screening_id>/verdicts", methods=["GET"])
@screenings.arguments(VerdictListShape, location="query")
@screenings.response(200, VerdictPageSchema)
def get_verdicts(wanted: dict[str, Any], screening_id: UUID) -> Any:
    """Read the verdicts of a screening by reference, with every finding."""
    found = _screening(screening_id)
    page = Page(wanted["page"], wanted["page_size"])
    with parts().database.reading() as session:
        return list_verdicts(session, found.screening_id, page, outcome=wanted.get("outcome"))


@screenings.route("/<uuid:screening_id>/verdicts/<reference>/changes", methods=["GET"])
@screenings.response(200, VerdictChangesSchema)
def get_changes(screening_id: UUID, reference: str) -> Any:
    """Read, for each ground of a verdict, the smallest change of what is stated after which the ground falls."""
    found = what_would_change(parts().database, str(screening_id), reference)
    return {"reference": reference, "findings": [_written(each) for each in found]}


def _screening(screening_id: UUID) -> ScreeningView:
    found = find_screening(parts(), str(screening_id))
    if found is None:
        raise KeptScreeningNotFoundError(str(screening_id))
    return found


def _written(changes: FindingChanges) -> dict[str, Any]:
    remedies = asdict(changes.remedies)
    return {
        "finding": changes.finding,
        "remedies": remedies["remedies"],
        "rests_on": remedies["rests_on"],
        "sentences": changes.sentences,
    }
