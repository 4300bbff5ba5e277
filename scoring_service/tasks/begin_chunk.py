"""The beginning of a delivery of a chunk, committed before anything is evaluated, so that a crash leaves a trace."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import structlog
from sqlalchemy import select, update

from scoring_service.store.states import ChunkState
from scoring_service.store.tables import ScreeningApplication, ScreeningChunk

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery

MOST_CRASHES_ALONE: Final = 3
"""So often may one application alone end its delivery before it is referred without being evaluated.

More than once, since a restart of the broker or of the worker looks the same as a crash.
"""

_log = structlog.get_logger(__name__)


class Beginning(Enum):
    """What is to be done with a chunk that was delivered."""

    JUDGE = auto()
    REFER = auto()
    NOTHING = auto()


def begin_chunk(parts: ScoringParts, chunk_id: str, delivery: Delivery) -> Beginning:
    """Note that a delivery begins, and decide by what became of the one before.

    A chunk whose earlier delivery never ended is halved; one application alone that has ended
    ``MOST_CRASHES_ALONE`` deliveries is to be referred.
    """
    now = parts.clock.now()
    with parts.database.writing() as session:
        chunk = session.get(ScreeningChunk, chunk_id, with_for_update=True)
        if chunk is None or chunk.state != ChunkState.OPEN or _is_running(chunk, delivery, now):
            _log.info("chunk_delivered_again", chunk_id=chunk_id, state=chunk.state if chunk else None)
            return Beginning.NOTHING
        if chunk.running_message_id is not None and not _is_next_attempt(chunk, delivery):
            chunk.crashes += 1
            _log.warning("chunk_crashed", chunk_id=chunk_id, size=chunk.size, crashes=chunk.crashes)
            if chunk.size > 1:
                _halve(session, chunk, now)
                return Beginning.NOTHING
        chunk.running_message_id = delivery.message_id
        chunk.running_until = chunk.send_at = now + timedelta(seconds=parts.settings.lease_s)
        chunk.sends = 0
        return Beginning.REFER if chunk.crashes >= MOST_CRASHES_ALONE else Beginning.JUDGE


def _is_running(chunk: ScreeningChunk, delivery: Delivery, now: datetime) -> bool:
    if chunk.running_until is None or chunk.running_until <= now or _is_next_attempt(chunk, delivery):
        return False
    # The broker hands the same message out again only when whoever had it is gone.
    return not (delivery.redelivered and delivery.message_id == chunk.running_message_id)


def _is_next_attempt(chunk: ScreeningChunk, delivery: Delivery) -> bool:
    """Whether the attempt before ended in good order, for want of the database, and so was no crash."""
    return delivery.retried and not delivery.redelivered and delivery.message_id == chunk.running_message_id


def _halve(session: Session, chunk: ScreeningChunk, now: datetime) -> None:
    of_chunk = select(ScreeningApplication.application_id).where(
        ScreeningApplication.screening_id == chunk.screening_id,
        ScreeningApplication.chunk_id == chunk.chunk_id,
    )
    ids = list(session.scalars(of_chunk.order_by(ScreeningApplication.application_id)))
    middle = len(ids) // 2
    for half in (ids[:middle], ids[middle:]):
        new = ScreeningChunk(
            chunk_id=str(uuid4()),
            screening_id=chunk.screening_id,
            state=ChunkState.OPEN.value,
            size=len(half),
            send_at=now,
            created_at=now,
        )
        session.add(new)
        session.execute(
            update(ScreeningApplication)
            .where(ScreeningApplication.screening_id == chunk.screening_id)
            .where(ScreeningApplication.application_id.in_(half))
            .values(chunk_id=new.chunk_id)
            .execution_options(synchronize_session=False)
        )
    chunk.state, chunk.finished_at, chunk.running_message_id = ChunkState.SPLIT.value, now, None
