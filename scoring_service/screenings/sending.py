"""Telling intake what was found: the verdicts of a chunk, the end of a screening, and all of it again when asked."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from prescreen_shared.messages.envelope import seal
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.outbox import enqueue, put_in_outbox
from prescreen_shared.shapes.declaring import write
from prescreen_shared.shapes.verdict import EngineVersion, VersionRef
from scoring_service.domain.judge import RuleSetVersion
from scoring_service.parts import ScoringParts
from scoring_service.store.applications import lock_screening
from scoring_service.store.tables import (
    ChunkState,
    Outbox,
    Screening,
    ScreeningApplication,
    ScreeningChunk,
    ScreeningState,
    VerdictRow,
)
from scoring_service.store.verdicts import kept_verdict_message, list_call_findings
from scoring_service.store.versions import read_rule_set_version

_log = structlog.get_logger(__name__)


def complete(parts: ScoringParts, screening_id: str) -> bool:
    """End the screening if nothing of it is open; True for the one caller that ended it.

    Must be called after the commit that closed a chunk: two finishers in their own transactions would each still
    see the other's chunk as open.
    """
    open_chunk = exists().where(
        ScreeningChunk.screening_id == screening_id, ScreeningChunk.state == ChunkState.OPEN
    )
    ending = (
        update(Screening)
        .where(Screening.screening_id == screening_id)
        .where(Screening.state == ScreeningState.SCREENING, ~open_chunk)
        .values(state=ScreeningState.DONE.value, finished_at=parts.clock.now())
        .returning(Screening.screening_id)
    )
    with parts.database.writing() as session:
        if session.execute(ending).one_or_none() is None:
            return False
        screening = lock_screening(session, screening_id)
        if screening.is_awaited:
            _send_end(session, parts, screening)
    _log.info("screening_done", screening_id=screening_id)
    return True


def verdicts_message(
    screening_id: str,
    rules: RuleSetVersion,
    engine: EngineVersion,
    verdicts: Sequence[dict[str, Any]],
    request_id: str | None,
) -> dict[str, Any]:
    """Give the sealed message that carries some verdicts of a screening."""
    body = {
        "screening_id": screening_id,
        "rule_set": write(rules, VersionRef),
        "engine": write(engine),
        "verdicts": list(verdicts),
    }
    return seal(TaskName.RECORD_VERDICTS, body, request_id=request_id)


def send_verdicts_again(parts: ScoringParts, screening_id: str) -> None:
    """Send again all that is done, a chunk at a time; what is open goes on by itself."""
    with parts.database.reading() as session:
        screening = session.get_one(Screening, screening_id)
        rules = read_rule_set_version(session, screening.rule_set_sha256 or "")
        chunk_ids = _done_chunks(session, screening)
    for chunk_id in chunk_ids:
        _send_chunk_again(parts, screening, rules, chunk_id)
    if screening.state == ScreeningState.DONE:
        with parts.database.writing() as session:
            _send_end(session, parts, screening)


def _send_end(session: Session, parts: ScoringParts, screening: Screening) -> None:
    """Send that every application has its verdict, in the caller's transaction."""
    rules = read_rule_set_version(session, screening.rule_set_sha256 or "")
    verdicts = select(func.count()).select_from(VerdictRow)
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "rule_set": write(rules, VersionRef),
        "verdict_count": session.scalar(verdicts.where(VerdictRow.screening_id == screening.screening_id)),
        "call_findings": list_call_findings(session, screening.screening_id),
    }
    enqueue(session, Outbox, TaskName.CALL_SCREENED, body, parts.clock, request_id=screening.request_id)


def _done_chunks(session: Session, screening: Screening) -> Sequence[str]:
    chunks = select(ScreeningChunk.chunk_id).order_by(ScreeningChunk.finished_at)
    return session.scalars(
        chunks.where(
            ScreeningChunk.screening_id == screening.screening_id, ScreeningChunk.state == ChunkState.DONE
        )
    ).all()


def _send_chunk_again(
    parts: ScoringParts, screening: Screening, rules: RuleSetVersion, chunk_id: str
) -> None:
    with parts.database.reading() as session:
        rows = session.scalars(_verdicts_of(screening, chunk_id)).all()
    engine = EngineVersion(rows[0].engine_name, rows[0].engine_version)
    verdicts = [kept_verdict_message(row) for row in rows]
    message = verdicts_message(screening.screening_id, rules, engine, verdicts, screening.request_id)
    with parts.database.writing() as session:
        put_in_outbox(session, Outbox, message, parts.clock)


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
