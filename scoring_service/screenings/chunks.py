"""One chunk from begun to finished: the applications of it judged, whatever became of earlier deliveries.

That a delivery begins is committed before anything is judged, so that a crash leaves a trace and the next delivery halves the
chunk; one application that ends its delivery again and again is referred. A sign of life is renewed between applications, so
that only a chunk that hangs or is gone falls silent. An application that faults is referred by itself, and the others go on.
Verdicts, message, alarms and the end of the chunk are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import put_in_outbox
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import EngineVersion, Verdict
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import Judge, RuleSetVersion
from scoring_service.domain.judge_application import fault_verdict
from scoring_service.parts import ScoringParts
from scoring_service.screenings.sending import complete, verdicts_message
from scoring_service.store.applications import SAME_REVISION, read_application, read_call
from scoring_service.store.tables import (
    Alarm,
    ChunkState,
    KnownApplication,
    Outbox,
    Screening,
    ScreeningApplication,
    ScreeningChunk,
)
from scoring_service.store.verdicts import keep_verdicts, verdict_message
from scoring_service.store.versions import read_rule_set_version

MOST_CRASHES_ALONE: Final = 3
"""So often may one application alone end its delivery before it is referred without being judged.

More than once, since a restart of the broker or of the worker looks the same as a crash.
"""
_log = structlog.get_logger(__name__)


def screen_chunk(parts: ScoringParts, delivery: Delivery) -> None:
    """Judge one chunk once; a crash on the way leaves it to be halved by the next delivery."""
    chunk_id = str(UUID(delivery.body["chunk_id"]))
    beginning = begin_chunk(parts, chunk_id, delivery)
    if beginning is Beginning.NOTHING:
        return
    work = _read_chunk(parts.database, chunk_id)
    lease = ChunkLease(parts, chunk_id, delivery.message_id)
    try:
        judged = _judged(parts, work, beginning, lease)
    except ChunkTakenError:
        _log.warning("chunk_taken_over", chunk_id=chunk_id)
        return
    judge = parts.judges.of(work.rules)
    if _finish_chunk(parts, work, judged, judge.engine):
        _log.info("chunk_screened", chunk_id=chunk_id, applications=len(work.items))
        complete(parts, work.screening_id)


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
        chunk.running_until = chunk.send_at = now + timedelta(seconds=parts.screening.lease_s)
        chunk.sends = 0
        return Beginning.REFER if chunk.crashes >= MOST_CRASHES_ALONE else Beginning.JUDGE


def _read_chunk(database: Database, chunk_id: str) -> ChunkWork:
    """Read a chunk that was begun.

    Raises:
        LookupError: there is no such chunk, or its screening has no rule set yet.
    """
    with database.reading() as session:
        chunk = session.get_one(ScreeningChunk, chunk_id)
        screening = session.get_one(Screening, chunk.screening_id)
        rows = session.execute(
            select(KnownApplication, ScreeningApplication.context, ScreeningApplication.fault)
            .join(ScreeningApplication, SAME_REVISION)
            .where(ScreeningApplication.screening_id == chunk.screening_id)
            .where(ScreeningApplication.chunk_id == chunk_id)
            .order_by(KnownApplication.reference, KnownApplication.application_id)
        )
        return ChunkWork(
            screening_id=screening.screening_id,
            chunk_id=chunk_id,
            request_id=screening.request_id,
            rules=read_rule_set_version(session, screening.rule_set_sha256 or ""),
            call=read_call(screening),
            items=tuple(Item(read_application(row), context, fault) for row, context, fault in rows),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One application with what the call as a whole says of it, or why that could not be found out."""

    application: Application
    context: dict[str, Any] | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """One chunk: what to judge, under which rules, for which call."""

    screening_id: str
    chunk_id: str
    request_id: str | None
    rules: RuleSetVersion
    call: CallFacts
    items: tuple[Item, ...]


class ChunkLease:
    """Held by the delivery that works on a chunk."""

    def __init__(self, parts: ScoringParts, chunk_id: str, message_id: str) -> None:
        self._parts = parts
        self._chunk_id = chunk_id
        self._message_id = message_id
        self._length = timedelta(seconds=parts.screening.lease_s)
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


class ChunkTakenError(Exception):
    """Another delivery has the chunk by now: what this one found is not needed."""


def _judged(parts: ScoringParts, work: ChunkWork, beginning: Beginning, lease: ChunkLease) -> JudgedChunk:
    if beginning is Beginning.REFER:
        return _refer_chunk(work, "evaluating this application alone ended the worker's process")
    return _judge_chunk(work, parts.judges.of(work.rules), lease.renew_when_due)


@dataclass(frozen=True, slots=True)
class AlarmToRaise:
    """What staff or operators must look at: ``kind`` names the alarm."""

    kind: str
    application_id: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JudgedChunk:
    """The verdicts of a chunk in the order of its applications, and what they give cause to look at."""

    verdicts: tuple[Verdict, ...]
    alarms: tuple[AlarmToRaise, ...]


def _refer_chunk(work: ChunkWork, why: str) -> JudgedChunk:
    """Refer every application without judging it."""
    referred = [_refer(work, item, why) for item in work.items]
    return JudgedChunk(tuple(verdict for verdict, _ in referred), tuple(alarm for _, (alarm,) in referred))


def _refer(work: ChunkWork, item: Item, why: str) -> tuple[Verdict, tuple[AlarmToRaise]]:
    application = item.application
    verdict = fault_verdict(application, work.call.cap_for(application))
    details = {"reference": application.reference, "screening_id": work.screening_id, "why": why[:2_000]}
    return verdict, (AlarmToRaise("screening-fault", application.application_id, details),)


def _judge_chunk(work: ChunkWork, judge: Judge, alive: Callable[[], None]) -> JudgedChunk:
    """Judge every application; ``alive`` is called after each, and may raise to stop."""
    verdicts: list[Verdict] = []
    alarms: list[AlarmToRaise] = []
    for item in work.items:
        verdict, alarm = _judge(work, item, judge)
        verdicts.append(verdict)
        alarms.extend(alarm)
        alive()
    return JudgedChunk(tuple(verdicts), tuple(alarms))


def _judge(work: ChunkWork, item: Item, judge: Judge) -> tuple[Verdict, tuple[AlarmToRaise, ...]]:
    if item.fault is not None or item.context is None:
        return _refer(work, item, item.fault or "no context was computed")
    try:
        judgement = judge.judge(work.call, item.application, item.context)
    except SoftTimeLimitExceeded:
        # It may strike during any application, so the chunk is given up and halved instead.
        raise
    except Exception as error:
        _log.exception("application_faulted", application_id=item.application.application_id)
        return _refer(work, item, f"{type(error).__name__}: {error}")
    application_id = item.application.application_id
    return judgement.verdict, tuple(
        AlarmToRaise("engine-differs", application_id, difference) for difference in judgement.differences
    )


def _finish_chunk(parts: ScoringParts, work: ChunkWork, judged: JudgedChunk, engine: EngineVersion) -> bool:
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
        for alarm in judged.alarms:
            raise_alarm(session, Alarm, alarm.kind, alarm.application_id, alarm.details, parts.clock)
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
