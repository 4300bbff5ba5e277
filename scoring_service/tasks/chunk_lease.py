"""The sign of life of a running chunk: renewed between applications, so that only one that hangs or is gone falls silent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from scoring_service.store.states import ChunkState
from scoring_service.store.tables import ScreeningChunk

if TYPE_CHECKING:
    from scoring_service.tasks.parts import ScoringParts


class ChunkTakenError(Exception):
    """Another delivery has the chunk by now: what this one found is not needed."""


class ChunkLease:
    """Held by the delivery that works on a chunk."""

    def __init__(self, parts: ScoringParts, chunk_id: str, message_id: str) -> None:
        self._parts = parts
        self._chunk_id = chunk_id
        self._message_id = message_id
        self._length = timedelta(seconds=parts.settings.lease_s)
        self._renew_at = parts.clock.now() + self._length / 4

    def renew_when_due(self) -> None:
        """Renew after a quarter of the lease; costs a look at the clock otherwise.

        Raises:
            ChunkTakenError: the chunk is done, halved, or another delivery's.
        """
        now = self._parts.clock.now()
        if now < self._renew_at:
            return
        renewing = (
            update(ScreeningChunk)
            .where(ScreeningChunk.chunk_id == self._chunk_id, ScreeningChunk.state == ChunkState.OPEN)
            .where(ScreeningChunk.running_message_id == self._message_id)
            .values(running_until=now + self._length, send_at=now + self._length)
            .returning(ScreeningChunk.chunk_id)
        )
        with self._parts.database.writing() as session:
            if session.execute(renewing).one_or_none() is None:
                raise ChunkTakenError(self._chunk_id)
        self._renew_at = now + self._length / 4
