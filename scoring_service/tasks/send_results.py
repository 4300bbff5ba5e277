"""Telling intake what was found: the verdicts of a chunk, the end of a screening, and all of it again when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from scoring_service.store.rule_set_versions import read_rule_set_version
from scoring_service.store.states import ChunkState, ScreeningState
from scoring_service.store.tables import (
    CallFindingRow,
    Outbox,
    ScreeningApplication,
    ScreeningChunk,
    VerdictRow,
)
from scoring_service.store.verdicts import verdict_message
from shared.names import TaskName
from shared.plumbing.outbox import enqueue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from scoring_service.store.tables import Screening
    from scoring_service.tasks.parts import ScoringParts


def send_verdicts(session: Session, parts: ScoringParts, screening: Screening, chunk_id: str) -> None:
    """Send the kept verdicts of one chunk, in the caller's transaction."""
    rows = session.scalars(_verdicts_of(screening, chunk_id)).all()
    if not rows:
        return
    body = {
        "screening_id": screening.screening_id,
        "rule_set": _rule_set(session, screening),
        "engine": {"name": rows[0].engine_name, "version": rows[0].engine_version},
        "verdicts": [verdict_message(row) for row in rows],
    }
    enqueue(session, Outbox, TaskName.RECORD_VERDICTS, body, parts.clock, request_id=screening.request_id)


def send_end(session: Session, parts: ScoringParts, screening: Screening) -> None:
    """Send that every application has its verdict, in the caller's transaction."""
    verdicts = select(func.count()).select_from(VerdictRow)
    findings = select(CallFindingRow.finding).order_by(CallFindingRow.position)
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "rule_set": _rule_set(session, screening),
        "verdict_count": session.scalar(verdicts.where(VerdictRow.screening_id == screening.screening_id)),
        "call_findings": list(
            session.scalars(findings.where(CallFindingRow.screening_id == screening.screening_id))
        ),
    }
    enqueue(session, Outbox, TaskName.CALL_SCREENED, body, parts.clock, request_id=screening.request_id)


def send_results_again(session: Session, parts: ScoringParts, screening: Screening) -> None:
    """Send again all that is done; what is open goes on by itself."""
    for chunk_id in _done_chunks(session, screening):
        send_verdicts(session, parts, screening, chunk_id)
        # Each message is as large as a chunk of verdicts, so none is kept until the end.
        session.flush()
        session.expunge_all()
    if screening.state == ScreeningState.DONE:
        send_end(session, parts, screening)


def _done_chunks(session: Session, screening: Screening) -> Sequence[str]:
    chunks = select(ScreeningChunk.chunk_id).order_by(ScreeningChunk.finished_at)
    return session.scalars(
        chunks.where(
            ScreeningChunk.screening_id == screening.screening_id, ScreeningChunk.state == ChunkState.DONE
        )
    ).all()


def _verdicts_of(screening: Screening, chunk_id: str) -> Any:
    return (
        select(VerdictRow)
        .join(
            ScreeningApplication,
            (ScreeningApplication.screening_id == VerdictRow.screening_id)
            & (ScreeningApplication.application_id == VerdictRow.application_id),
        )
        .where(VerdictRow.screening_id == screening.screening_id, ScreeningApplication.chunk_id == chunk_id)
        .order_by(VerdictRow.reference, VerdictRow.verdict_id)
    )


def _rule_set(session: Session, screening: Screening) -> dict[str, Any]:
    version = read_rule_set_version(session, screening.rule_set_sha256 or "")
    return {"name": version.name, "version": version.version, "sha256": version.sha256}
