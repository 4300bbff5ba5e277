"""What scoring's scheduler does by itself: sends chunks that wait or fell silent, and takes up screenings that rest."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from scoring_service.parts import ScoringParts
from scoring_service.screenings.again import announce_screening
from scoring_service.screenings.receive import ask_for_missing, growing_wait, send_preparation
from scoring_service.screenings.sending import complete
from scoring_service.store.applications import lock_screening
from scoring_service.store.tables import Alarm, ChunkState, Outbox, Screening, ScreeningChunk, ScreeningState
from scoring_service.store.versions import approved_by_hash

SENDS_BEFORE_ALARM: Final = 8


def send_chunks(parts: ScoringParts) -> bool:
    """Send chunks that are due, as many as the window has room for; never True, since room comes with time.

    The window keeps the queue short, so that a chunk is not taken to be lost while it only waits its turn.
    """
    with parts.database.reading() as session:
        if _room(session, parts) <= 0 or not _due_chunks(session, parts, 1):
            return False
    with parts.database.writing() as session:
        for chunk in _due_chunks(session, parts, _room(session, parts), lock=True):
            _send(session, parts, chunk)
    return False


def take_up_screenings(parts: ScoringParts) -> bool:
    """Move every screening on that should have moved by itself.

    Raises:
        ExceptionGroup: what kept some of one kind from moving, after the others of that kind did.
    """
    each_alone(_resting(parts, ScreeningState.GATHERING), partial(ask_for_missing, parts))
    each_alone(_resting(parts, ScreeningState.PREPARING), partial(_prepare_again, parts))
    each_alone(_all_chunks_closed(parts), partial(complete, parts))
    each_alone(_not_taken_up(parts), partial(_announce_again, parts))
    return False


def _room(session: Session, parts: ScoringParts) -> int:
    on_their_way = select(func.count()).select_from(ScreeningChunk)
    sent = on_their_way.where(
        ScreeningChunk.state == ChunkState.OPEN, ScreeningChunk.send_at > parts.clock.now()
    )
    return parts.screening.window - (session.scalar(sent) or 0)


def _due_chunks(
    session: Session, parts: ScoringParts, most: int, *, lock: bool = False
) -> Sequence[ScreeningChunk]:
    due = (
        select(ScreeningChunk)
        .where(ScreeningChunk.state == ChunkState.OPEN, ScreeningChunk.send_at <= parts.clock.now())
        .order_by(ScreeningChunk.created_at, ScreeningChunk.chunk_id)
        .limit(max(most, 0))
    )
    return session.scalars(due.with_for_update(skip_locked=True) if lock else due).all()


def _send(session: Session, parts: ScoringParts, chunk: ScreeningChunk) -> None:
    chunk.send_at = parts.clock.now() + growing_wait(chunk.sends, parts.screening.lease_s)
    chunk.sends += 1
    body = {"screening_id": chunk.screening_id, "chunk_id": chunk.chunk_id}
    enqueue(session, Outbox, TaskName.SCREEN_CHUNK, body, parts.clock)
    if chunk.sends == SENDS_BEFORE_ALARM:
        raise_alarm(session, Alarm, "chunk-not-taken", chunk.chunk_id, body, parts.clock)


def _resting(parts: ScoringParts, state: ScreeningState) -> Sequence[str]:
    due = select(Screening.screening_id).where(
        Screening.state == state, Screening.next_step_at <= parts.clock.now()
    )
    with parts.database.reading() as session:
        return session.scalars(due).all()


def _prepare_again(parts: ScoringParts, screening_id: str) -> None:
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        now = parts.clock.now()
        if screening.state == ScreeningState.PREPARING and (screening.next_step_at or now) <= now:
            send_preparation(session, parts, screening, missed_after_s=2 * parts.screening.lease_s)


def _all_chunks_closed(parts: ScoringParts) -> Sequence[str]:
    open_chunk = exists().where(
        ScreeningChunk.screening_id == Screening.screening_id, ScreeningChunk.state == ChunkState.OPEN
    )
    closed = select(Screening.screening_id).where(Screening.state == ScreeningState.SCREENING, ~open_chunk)
    with parts.database.reading() as session:
        return session.scalars(closed).all()


def _not_taken_up(parts: ScoringParts) -> Sequence[str]:
    due = select(Screening.screening_id).where(
        Screening.acknowledged_at.is_(None), Screening.announce_at <= parts.clock.now()
    )
    with parts.database.reading() as session:
        return session.scalars(due).all()


def _announce_again(parts: ScoringParts, screening_id: str) -> None:
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        is_due = screening.announce_at is not None and screening.announce_at <= parts.clock.now()
        version = approved_by_hash(session, screening.wanted_sha256 or "")
        if screening.acknowledged_at is None and is_due and version is not None:
            announce_screening(session, screening, version, parts.clock)
