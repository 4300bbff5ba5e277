"""Keeping the verdicts that scoring sends: each once, whatever comes twice or late.

RETELL:
- (count_rows) Counting what operators watch.
- (record_call_screened) Keeping that scoring has finished a call, and what it found about the call as a whole.
- (record_screening_refused) Keeping that scoring cannot screen a call with the rules named, and ordering it again once they are mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake_service.domain.errors import ScreeningNotFoundError, ScreeningUnknownError
from intake_service.domain.resending import ResendPlan
from intake_service.store.answers import latest_screening
from intake_service.store.rows import log_event
from intake_service.store.screenings import give_up_screening, order_to_repeat
from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallFindingRow,
    CallRow,
    Outbox,
    ParkedMessage,
    ScreeningItemRow,
    ScreeningRow,
    VerdictRow,
)
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Clock, count_all, count_by_state, insert_missing
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.statuses import ApplicationState, DeliveryState

Counts = dict[str, dict[str, int]]
_WHAT_WAS_SAID: Final = ("outcome", "findings", "criteria", "rule_set_sha256")
"""The parts of a verdict that a second message on the same revision must not change."""


def count_rows(session: Session) -> Counts:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "calls": count_by_state(session, CallRow.state),
        "applications": count_by_state(session, ApplicationRow.state),
        "screening_items": count_by_state(session, ScreeningItemRow.state),
        "outbox_waiting": count_all(session, Outbox.sent_at.is_(None)),
        "parked_messages": count_all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": count_all(session, Alarm.settled_at.is_(None)),
        "repeated_answers": {"all": session.scalar(select(func.sum(ScreeningRow.duplicates))) or 0},
    }


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
    _compare_count(session, screening, body["verdict_count"], clock)
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


def order_again(session: Session, call: CallRow, plan: ResendPlan, clock: Clock) -> ScreeningRow:
    """Order what is stuck once more; a screening that is done, or still waited for, stays as it is.

    Raises:
        ScreeningNotFoundError: the call has not been closed.
    """
    screening = latest_screening(session, call.call_id)
    if screening is None:
        raise ScreeningNotFoundError(call.code)
    if screening.state != DeliveryState.STUCK.value:
        return screening
    now = clock.now()
    screening.state, screening.finished_at, screening.problems = DeliveryState.WAITING.value, None, None
    screening.deliveries, screening.next_send_at = 1, plan.next_at(now, 1)
    screening.deadline_at = plan.deadline_at(now)
    stuck = update(ScreeningItemRow).where(
        ScreeningItemRow.screening_id == screening.screening_id,
        ScreeningItemRow.state == DeliveryState.STUCK.value,
    )
    session.execute(stuck.values(state=DeliveryState.WAITING.value))
    enqueue(session, Outbox, TaskName.SCREEN_CALL, order_to_repeat(screening), clock)
    facts = {"screening_id": str(screening.screening_id)}
    log_event(session, "screening_ordered_again", now, call_id=call.call_id, facts=facts)
    return screening


def record_verdicts(session: Session, body: Mapping[str, Any], clock: Clock) -> int:
    """Keep the verdicts of one message and give how many were new; a repeated one is counted.

    A verdict that the manifest did not ask for is not kept, nor one by other rules than the screening's first, and one
    that contradicts a kept one changes nothing: each raises an alarm.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    now, screening = clock.now(), _known_screening(session, body["screening_id"])
    asked = _asked(session, screening.screening_id, [UUID(v["application_id"]) for v in body["verdicts"]])
    wanted = [_row_of(body, verdict, now) for verdict in body["verdicts"]]
    fitting = [row for row in wanted if asked.get(row["application_id"]) == row["revision"]]
    _alarm_on_strangers(session, wanted, asked, clock)
    kept = _kept(session, fitting)
    _alarm_on_contradictions(session, fitting, kept, clock)
    new = [row for row in fitting if row["application_id"] not in kept]
    if new and _of_other_rules(session, screening, body, clock):
        new = []
    stored = insert_missing(session, VerdictRow, new)
    _note_rules(session, screening.screening_id, body, len(fitting) - stored)
    _mark_done(session, screening, new, now)
    return stored


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


def _compare_count(session: Session, screening: ScreeningRow, counted: int, clock: Clock) -> None:
    items = select(func.count()).where(ScreeningItemRow.screening_id == screening.screening_id)
    asked = session.scalar(items.select_from(ScreeningItemRow)) or 0
    if asked != counted:
        details = {"asked": asked, "counted": counted}
        raise_alarm(session, Alarm, "verdict-count-differs", str(screening.screening_id), details, clock)


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
        "recorded_at": now,
    }


def _alarm_on_strangers(
    session: Session, wanted: Iterable[Mapping[str, Any]], asked: Mapping[UUID, int], clock: Clock
) -> None:
    for row in wanted:
        if asked.get(row["application_id"]) != row["revision"]:
            subject, details = str(row["application_id"]), {"screening_id": str(row["screening_id"])}
            raise_alarm(session, Alarm, "verdict-not-asked-for", subject, details, clock)


def _kept(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, VerdictRow]:
    if not rows:
        return {}
    # Under whichever rules: a screening is judged by one version, so a second verdict is never kept beside the first.
    same = select(VerdictRow).where(
        VerdictRow.screening_id == rows[0]["screening_id"],
        VerdictRow.application_id.in_([row["application_id"] for row in rows]),
    )
    return {verdict.application_id: verdict for verdict in session.scalars(same)}


def _alarm_on_contradictions(
    session: Session, rows: Iterable[Mapping[str, Any]], kept: Mapping[UUID, VerdictRow], clock: Clock
) -> None:
    for row in rows:
        earlier = kept.get(row["application_id"])
        if earlier is None:
            continue
        kept_rules, said_rules = earlier.rule_set_sha256, row["rule_set_sha256"]
        if any(getattr(earlier, part) != row[part] for part in _WHAT_WAS_SAID):
            details = {"kept": earlier.outcome, "refused": row["outcome"], "rules": [kept_rules, said_rules]}
            raise_alarm(session, Alarm, "verdict-contradicted", str(earlier.application_id), details, clock)


def _of_other_rules(session: Session, screening: ScreeningRow, body: Mapping[str, Any], clock: Clock) -> bool:
    """Tell whether the verdicts are by another version than the screening's, and raise the alarm if so."""
    if screening.rule_set is None or screening.rule_set["sha256"] == body["rule_set"]["sha256"]:
        return False
    details = {"rules": screening.rule_set, "refused": body["rule_set"]}
    raise_alarm(session, Alarm, "verdicts-of-other-rules", str(screening.screening_id), details, clock)
    return True


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
