"""The end of a screening: said exactly once, by whoever finds that no chunk is open any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from sqlalchemy import exists, update

from scoring_service.store.states import ChunkState, ScreeningState
from scoring_service.store.tables import Screening, ScreeningChunk
from scoring_service.tasks.gather import lock_screening
from scoring_service.tasks.send_results import send_end

if TYPE_CHECKING:
    from scoring_service.tasks.parts import ScoringParts

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
            send_end(session, parts, screening)
    _log.info("screening_done", screening_id=screening_id)
    return True
