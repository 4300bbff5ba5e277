"""An administration's ranking of its own applications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.api.answer_shapes import RankingSchema
from intake_service.api.current import parts
from intake_service.domain.call import require_open
from intake_service.domain.check_ranking import check_ranking
from intake_service.importing.shapes.ranking_shape import AdministrationShape, RankingShape
from intake_service.store.call_terms import status_of
from intake_service.store.documents import ranking_document
from intake_service.store.find_rows import find_call
from intake_service.store.save_ranking import applicants_by_reference, find_ranking, save_ranking
from shared.errors import InputRefusedError
from shared.plumbing.shapes.shape import load
from shared.plumbing.shapes.strict_json import unfit_text
from shared.plumbing.web.strict_blueprint import StrictBlueprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from shared.faults import Fault
    from shared.plumbing.shapes.shape import Loaded

rankings = StrictBlueprint("rankings", __name__, url_prefix="/api/calls", description="Rankings")


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


def _faults_of(administration: str) -> Iterator[Fault]:
    yield from unfit_text("administration", administration)
    yield from load(AdministrationShape(), {"administration": administration}).faults
