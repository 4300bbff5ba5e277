"""Judging the applications of a chunk, each by itself: one that faults is referred, the others go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from scoring_service.domain.screen_application import fault_verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.finding import Verdict
    from scoring_service.domain.judge import Judge
    from scoring_service.tasks.read_chunk import ChunkWork, Item

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Concern:
    """What staff or operators must look at: ``kind`` names the alarm."""

    kind: str
    application_id: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts of a chunk in the order of its applications, and what they give cause to look at."""

    verdicts: tuple[Verdict, ...]
    concerns: tuple[Concern, ...]


def judge_chunk(work: ChunkWork, judge: Judge, alive: Callable[[], None]) -> Judged:
    """Judge every application; ``alive`` is called after each, and may raise to stop."""
    verdicts: list[Verdict] = []
    concerns: list[Concern] = []
    for item in work.items:
        verdict, concern = _judge(work, item, judge)
        verdicts.append(verdict)
        concerns.extend(concern)
        alive()
    return Judged(tuple(verdicts), tuple(concerns))


def refer_chunk(work: ChunkWork, why: str) -> Judged:
    """Refer every application without evaluating it."""
    referred = [_refer(work, item, why) for item in work.items]
    return Judged(tuple(verdict for verdict, _ in referred), tuple(concern for _, (concern,) in referred))


def _judge(work: ChunkWork, item: Item, judge: Judge) -> tuple[Verdict, tuple[Concern, ...]]:
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
        Concern("engine-differs", application_id, difference) for difference in judgement.differences
    )


def _refer(work: ChunkWork, item: Item, why: str) -> tuple[Verdict, tuple[Concern]]:
    application = item.application
    grant_type = work.call.grant_types.get(application.grant_type)
    verdict = fault_verdict(application, grant_type.max_amount if grant_type else None)
    details = {"reference": application.reference, "screening_id": work.screening_id, "why": why[:2_000]}
    return verdict, (Concern("screening-fault", application.application_id, details),)
