"""The end of a chunk: verdicts, message, alarms and the chunk's own state in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from scoring_service.store.states import ChunkState
from scoring_service.store.tables import Alarm, Outbox, Screening, ScreeningChunk
from scoring_service.store.verdicts import keep_verdicts, verdict_message
from scoring_service.tasks.send_results import verdicts_message
from shared.plumbing.outbox import put_in_outbox
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.domain.judge import EngineVersion
    from scoring_service.tasks.judge_chunk import Judged
    from scoring_service.tasks.parts import ScoringParts
    from scoring_service.tasks.read_chunk import ChunkWork


def finish_chunk(parts: ScoringParts, work: ChunkWork, judged: Judged, engine: EngineVersion) -> bool:
    """Keep and send what was found; False when another delivery has finished or halved the chunk meanwhile."""
    now = parts.clock.now()
    verdicts = [verdict_message(verdict) for verdict in judged.verdicts]
    message = verdicts_message(work.screening_id, work.rules, engine, verdicts, work.request_id)
    ending = (
        update(ScreeningChunk)
        .where(ScreeningChunk.chunk_id == work.chunk_id, ScreeningChunk.state == ChunkState.OPEN)
        .values(state=ChunkState.DONE.value, finished_at=now, running_message_id=None)
        .returning(ScreeningChunk.chunk_id)
    )
    with parts.database.writing() as session:
        if session.execute(ending).one_or_none() is None:
            return False
        keep_verdicts(session, work.screening_id, work.rules.sha256, engine, verdicts, now)
        for concern in judged.concerns:
            raise_alarm(session, Alarm, concern.kind, concern.application_id, concern.details, parts.clock)
        if _is_awaited(session, work.screening_id):
            put_in_outbox(session, Outbox, message, parts.clock)
    return True


def _is_awaited(session: Session, screening_id: str) -> bool:
    """Tell whether intake knows of the screening; what is not sent now is sent when it has taken the screening up."""
    if session.scalar(select(Screening.based_on).where(Screening.screening_id == screening_id)) is None:
        return True
    # Held against the moment of taking up: either that sees this chunk done, or this chunk sees that it is awaited.
    taken_up = select(Screening.acknowledged_at).where(Screening.screening_id == screening_id)
    return session.scalar(taken_up.with_for_update(read=True)) is not None
