"""Keeping what scoring answers: verdicts, each once whatever comes twice or late, the end of a screening, or its refusal.

A message about a screening that intake does not have is parked with an alarm: a database put back from an old copy may
explain it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.parts import Parts
from intake_service.screenings.finish import complete_screening, give_up_screening
from intake_service.store.rows import log_event
from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallFindingRow,
    ParkedMessage,
    ScreeningItemRow,
    ScreeningRow,
    VerdictRow,
)
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import park, raise_alarm
from prescreen_shared.plumbing.database import Clock, insert_missing
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.statuses import ApplicationState, DeliveryState

_WHAT_WAS_SAID: Final = ("outcome", "findings", "criteria", "hints", "rule_set_sha256")
"""The parts of a verdict that a second message on the same revision must not change."""
_log = structlog.get_logger(__name__)
Kept = TypeVar("Kept")


def keep_verdicts(parts: Parts, delivery: Delivery) -> None:
    """Keep the verdicts of one message, then end the screening if they were the last."""
    new = _keep(parts, TaskName.RECORD_VERDICTS, delivery, record_verdicts)
    if new is not None:
        _complete(parts, delivery)
        _log.info("verdicts_recorded", received=len(delivery.body["verdicts"]), new=new)


def end_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep the findings about the call, and end the screening when every verdict is here."""
    if _keep(parts, TaskName.CALL_SCREENED, delivery, record_call_screened) is not None:
        _complete(parts, delivery)


def refuse_screening(parts: Parts, delivery: Delivery) -> None:
    """Keep why scoring cannot use the rules; the order can be repeated when they are mended."""
    _keep(parts, TaskName.SCREENING_REFUSED, delivery, record_screening_refused)


def record_verdicts(session: Session, body: Mapping[str, Any], clock: Clock) -> int:
    """Keep the verdicts of one message and give how many were new; a repeated one is counted.

    A verdict that the manifest did not ask for is not kept, nor one by other rules than the screening's first, and one
    that contradicts a kept one changes nothing: each raises an alarm.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    now, screening = clock.now(), _known_screening(session, body["screening_id"])
    asked = _asked(session, screening.screening_id, [UUID(v["application_id"]) for v in body["verdicts"]])
    alarm, fitting = partial(_alarm, session, clock), []
    for row in (_row_of(body, verdict, now) for verdict in body["verdicts"]):
        if asked.get(row["application_id"]) == row["revision"]:
            fitting.append(row)
        else:
            alarm("verdict-not-asked-for", row["application_id"], screening_id=body["screening_id"])
    kept = _kept(session, fitting)
    for row in fitting:
        earlier = kept.get(row["application_id"])
        if earlier is not None and any(getattr(earlier, part) != row[part] for part in _WHAT_WAS_SAID):
            said = {"kept": earlier.outcome, "refused": row["outcome"]}
            both = [earlier.rule_set_sha256, row["rule_set_sha256"]]
            alarm("verdict-contradicted", earlier.application_id, **said, rules=both)
    new, rules = [row for row in fitting if row["application_id"] not in kept], screening.rule_set
    if new and rules is not None and rules["sha256"] != body["rule_set"]["sha256"]:
        alarm("verdicts-of-other-rules", screening.screening_id, rules=rules, refused=body["rule_set"])
        new = []
    stored = insert_missing(session, VerdictRow, new)
    _note_rules(session, screening.screening_id, body, len(fitting) - stored)
    _mark_done(session, screening, new, now)
    return stored


def record_call_screened(session: Session, body: Mapping[str, Any], clock: Clock) -> bool:
    """Keep the end of a screening; False when it had come before and nothing was changed.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = _known_screening(session, body["screening_id"])
    first = (
        update(ScreeningRow)
        .where(ScreeningRow.screening_id == screening.screening_id, ScreeningRow.call_screened_at.is_(None))
        .values(call_screened_at=clock.now(), rule_set=body["rule_set"])
        .returning(ScreeningRow.screening_id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(first) is None:
        again = update(ScreeningRow).where(ScreeningRow.screening_id == screening.screening_id)
        counted = again.values(duplicates=ScreeningRow.duplicates + 1)
        session.execute(counted.execution_options(synchronize_session=False))
        return False
    _keep_findings(session, screening, body)
    asked, counted = _count_asked(session, screening), body["verdict_count"]
    if asked != counted:
        _alarm(session, clock, "verdict-count-differs", screening.screening_id, asked=asked, counted=counted)
    return True


def record_screening_refused(session: Session, body: Mapping[str, Any], clock: Clock) -> None:
    """End the screening as stuck with the problems that scoring names; one already ended stays as it is.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = _known_screening(session, body["screening_id"])
    if screening.state != DeliveryState.WAITING.value or screening.call_screened_at is not None:
        return
    screening.problems = list(body["problems"])
    details = {"rule_set": body["rule_set"], "problems": screening.problems[:20]}
    give_up_screening(session, screening, "screening-refused", details, clock)


def _keep(
    parts: Parts,
    task: TaskName,
    delivery: Delivery,
    record: Callable[[Session, Mapping[str, Any], Clock], Kept],
) -> Kept | None:
    """Record what a message says and give what came of it; None where intake has no such screening."""
    try:
        with parts.database.writing() as session:
            return record(session, delivery.body, parts.clock)
    except ScreeningUnknownError as error:
        reason = f"{type(error).__name__}: {error}"
    message = {"message_id": delivery.message_id, "request_id": delivery.request_id, "body": delivery.body}
    with parts.database.writing() as session:
        park(session, ParkedMessage, task.value, message, reason, parts.clock)
        raise_alarm(session, Alarm, "message-parked", task.value, {"reason": reason}, parts.clock)
    return None


def _complete(parts: Parts, delivery: Delivery) -> None:
    # In a transaction of its own, so that of two last chunks one sees the other.
    with parts.database.writing() as session:
        complete_screening(session, UUID(delivery.body["screening_id"]), parts.clock.now())


def _known_screening(session: Session, screening_id: str) -> ScreeningRow:
    """Give a screening by the id that a message carries.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = session.get(ScreeningRow, UUID(screening_id))
    if screening is None:
        raise ScreeningUnknownError(screening_id)
    return screening


def _keep_findings(session: Session, screening: ScreeningRow, body: Mapping[str, Any]) -> None:
    session.add_all(
        CallFindingRow(
            screening_id=screening.screening_id,
            position=position,
            rule=finding["rule"],
            text=finding["text"],
            facts=finding["facts"],
            source=finding.get("source"),
        )
        for position, finding in enumerate(body["call_findings"])
    )


def _count_asked(session: Session, screening: ScreeningRow) -> int:
    items = select(func.count()).where(ScreeningItemRow.screening_id == screening.screening_id)
    return session.scalar(items.select_from(ScreeningItemRow)) or 0


def _alarm(session: Session, clock: Clock, kind: str, subject: object, **details: Any) -> None:
    raise_alarm(session, Alarm, kind, str(subject), details, clock)


def _asked(session: Session, screening_id: UUID, ids: Sequence[UUID]) -> dict[UUID, int]:
    items = select(ScreeningItemRow.application_id, ScreeningItemRow.revision).where(
        ScreeningItemRow.screening_id == screening_id, ScreeningItemRow.application_id.in_(ids)
    )
    return dict(session.execute(items).all())


def _row_of(body: Mapping[str, Any], verdict: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "screening_id": UUID(body["screening_id"]),
        "application_id": UUID(verdict["application_id"]),
        "revision": verdict["revision"],
        "rule_set_sha256": body["rule_set"]["sha256"],
        "rule_set": body["rule_set"],
        "engine": body["engine"],
        "outcome": verdict["outcome"],
        "proposed_amount": verdict["proposed_amount"],
        "findings": verdict["findings"],
        "criteria": verdict.get("criteria", []),
        "hints": verdict.get("hints", []),
        "recorded_at": now,
    }


def _kept(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, VerdictRow]:
    if not rows:
        return {}
    # Under whichever rules: a screening is judged by one version, so a second verdict is never kept beside the first.
    same = select(VerdictRow).where(
        VerdictRow.screening_id == rows[0]["screening_id"],
        VerdictRow.application_id.in_([row["application_id"] for row in rows]),
    )
    return {verdict.application_id: verdict for verdict in session.scalars(same)}


def _note_rules(session: Session, screening_id: UUID, body: Mapping[str, Any], duplicates: int) -> None:
    """Keep which rules judge this screening, once, so that the row is not written for every chunk."""
    same = update(ScreeningRow).where(ScreeningRow.screening_id == screening_id)
    first = same.where(ScreeningRow.rule_set.is_(None))
    rules = {"rule_set": body["rule_set"], "engine": body["engine"]}
    quietly = {"synchronize_session": False}
    session.execute(first.values(**rules).execution_options(**quietly))
    engineless = same.where(ScreeningRow.engine.is_(None))
    session.execute(engineless.values(engine=body["engine"]).execution_options(**quietly))
    if duplicates:
        counted = same.values(duplicates=ScreeningRow.duplicates + duplicates)
        session.execute(counted.execution_options(**quietly))


def _mark_done(
    session: Session, screening: ScreeningRow, rows: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    ids = [row["application_id"] for row in rows]
    items = update(ScreeningItemRow).where(
        ScreeningItemRow.screening_id == screening.screening_id,
        ScreeningItemRow.application_id.in_(ids),
        ScreeningItemRow.state != DeliveryState.DONE.value,
    )
    session.execute(items.values(state=DeliveryState.DONE.value, done_at=now))
    applications = update(ApplicationRow).where(
        ApplicationRow.application_id.in_(ids), ApplicationRow.state == ApplicationState.SUBMITTED.value
    )
    screened = {"state": ApplicationState.SCREENED.value, "version": ApplicationRow.version + 1}
    session.execute(applications.values(**screened).execution_options(synchronize_session=False))
    for row in rows:
        log_event(
            session,
            "screened",
            now,
            call_id=screening.call_id,
            application_id=row["application_id"],
            facts={"revision": row["revision"], "outcome": row["outcome"]},
        )
