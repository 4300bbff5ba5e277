"""``scoring.screen_chunk``: judge the applications of one chunk, whatever became of earlier deliveries of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from scoring_service.tasks.begin_chunk import Beginning, begin_chunk
from scoring_service.tasks.chunk_lease import ChunkLease, ChunkTakenError
from scoring_service.tasks.complete import complete
from scoring_service.tasks.finish_chunk import finish_chunk
from scoring_service.tasks.judge_chunk import judge_chunk, refer_chunk
from scoring_service.tasks.read_chunk import read_chunk

if TYPE_CHECKING:
    from scoring_service.tasks.judge_chunk import Judged
    from scoring_service.tasks.parts import ScoringParts
    from scoring_service.tasks.read_chunk import ChunkWork
    from shared.plumbing.receive import Delivery

_log = structlog.get_logger(__name__)


def screen_chunk(parts: ScoringParts, delivery: Delivery) -> None:
    """Judge one chunk once; a crash on the way leaves it to be halved by the next delivery."""
    chunk_id = str(UUID(delivery.body["chunk_id"]))
    beginning = begin_chunk(parts, chunk_id, delivery)
    if beginning is Beginning.NOTHING:
        return
    work = read_chunk(parts.database, chunk_id)
    lease = ChunkLease(parts, chunk_id, delivery.message_id)
    try:
        judged = _judged(parts, work, beginning, lease)
    except ChunkTakenError:
        _log.warning("chunk_taken_over", chunk_id=chunk_id)
        return
    judge = parts.judges.of(work.rules)
    if finish_chunk(parts, work, judged, judge.engine):
        _log.info("chunk_screened", chunk_id=chunk_id, applications=len(work.items))
        complete(parts, work.screening_id)


def _judged(parts: ScoringParts, work: ChunkWork, beginning: Beginning, lease: ChunkLease) -> Judged:
    if beginning is Beginning.REFER:
        return refer_chunk(work, "evaluating this application alone ended the worker's process")
    return judge_chunk(work, parts.judges.of(work.rules), lease.renew_when_due)
