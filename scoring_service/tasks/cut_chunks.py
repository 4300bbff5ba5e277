"""Cutting a prepared call into chunks: each application's context is kept, then all chunks are opened at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from sqlalchemy import update

from scoring_service.store.manifest import pages_of_ids
from scoring_service.store.states import ChunkState, ScreeningState
from scoring_service.store.tables import CallFindingRow, ScreeningApplication, ScreeningChunk
from scoring_service.store.verdicts import call_finding_message
from scoring_service.store.versions.fix_for_call import fix_for_call
from scoring_service.tasks.gather import lock_screening
from scoring_service.tasks.preparation_lease import renew_preparation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.domain.judge import CallView
    from scoring_service.store.tables import Screening
    from scoring_service.tasks.parts import ScoringParts

CHUNKS: Final = UUID("5a0e6f0c-6f5b-4f0e-9a57-3f6f1a8f2d11")
"""The namespace of chunk ids: the same screening is always cut into the same chunks."""


class NoLongerPreparingError(Exception):
    """Another delivery has finished the preparation meanwhile."""


def cut_chunks(parts: ScoringParts, screening_id: str, view: CallView) -> None:
    """Keep what the view says of each application and open the chunks; from now on the call keeps these rules.

    Pages are committed one by one, so that the write lock is never held for long; nothing is screened before the
    last transaction opens all chunks together.

    Raises:
        NoLongerPreparingError: another delivery was quicker.
    """
    sizes: dict[str, int] = {}
    for number, ids in enumerate(pages_of_ids(parts.database, screening_id, parts.settings.chunk_size)):
        chunk_id = str(uuid5(CHUNKS, f"{screening_id}:{number}"))
        sizes[chunk_id] = len(ids)
        rows = [_context_row(screening_id, application_id, chunk_id, view) for application_id in ids]
        with parts.database.writing() as session:
            renew_preparation(parts, _still_preparing(session, screening_id))
            session.execute(update(ScreeningApplication), rows)
    findings = [call_finding_message(finding) for finding in view.findings()]
    with parts.database.writing() as session:
        screening = _still_preparing(session, screening_id)
        if screening.rule_set_document is None and screening.wanted_sha256 is None:
            fix_for_call(session, screening, parts.clock.now())
        screening.state, screening.next_step_at = ScreeningState.SCREENING, None
        _open_chunks(session, parts, screening_id, sizes)
        session.add_all(
            CallFindingRow(screening_id=screening_id, position=position, finding=finding)
            for position, finding in enumerate(findings)
        )


def _still_preparing(session: Session, screening_id: str) -> Screening:
    screening = lock_screening(session, screening_id)
    if screening.state != ScreeningState.PREPARING:
        raise NoLongerPreparingError(screening_id)
    return screening


def _context_row(screening_id: str, application_id: str, chunk_id: str, view: CallView) -> dict[str, Any]:
    context = None if view.fault_of(application_id) else view.context_of(application_id)
    return {
        "screening_id": screening_id,
        "application_id": application_id,
        "chunk_id": chunk_id,
        "context": context,
        "fault": view.fault_of(application_id),
    }


def _open_chunks(session: Session, parts: ScoringParts, screening_id: str, sizes: dict[str, int]) -> None:
    now = parts.clock.now()
    session.add_all(
        ScreeningChunk(
            chunk_id=chunk_id,
            screening_id=screening_id,
            state=ChunkState.OPEN.value,
            size=size,
            send_at=now,
            created_at=now,
        )
        for chunk_id, size in sizes.items()
    )
