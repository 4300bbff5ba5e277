"""Keeping the verdicts that scoring sends: each once, whatever comes twice or late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select, update

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.store.event_log import log_event
from intake_service.store.tables import Alarm, ApplicationRow, ScreeningItemRow, ScreeningRow, VerdictRow
from shared.plumbing.parking import raise_alarm
from shared.plumbing.upsert import insert_missing
from shared.statuses import ApplicationState, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from shared.plumbing.clock import Clock

_WHAT_WAS_SAID: Final = ("outcome", "findings", "criteria", "rule_set_sha256")
"""The parts of a verdict that a second message on the same revision must not change."""


def record_verdicts(session: Session, body: Mapping[str, Any], clock: Clock) -> int:
    """Keep the verdicts of one message and give how many were new; a repeated one is counted.

    A verdict that the manifest did not ask for is not kept, nor one by other rules than the screening's first, and one
    that contradicts a kept one changes nothing: each raises an alarm.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    now, screening = clock.now(), known_screening(session, body["screening_id"])
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


def known_screening(session: Session, screening_id: str) -> ScreeningRow:
    """Give a screening by the id that a message carries.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = session.get(ScreeningRow, UUID(screening_id))
    if screening is None:
        raise ScreeningUnknownError(screening_id)
    return screening


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


def _kept(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, VerdictRow]:
    if not rows:
        return {}
    # Under whichever rules: a screening is judged by one version, so a second verdict is never kept beside the first.
    same = select(VerdictRow).where(
        VerdictRow.screening_id == rows[0]["screening_id"],
        VerdictRow.application_id.in_([row["application_id"] for row in rows]),
    )
    return {verdict.application_id: verdict for verdict in session.scalars(same)}


def _alarm_on_strangers(
    session: Session, wanted: Iterable[Mapping[str, Any]], asked: Mapping[UUID, int], clock: Clock
) -> None:
    for row in wanted:
        if asked.get(row["application_id"]) != row["revision"]:
            subject, details = str(row["application_id"]), {"screening_id": str(row["screening_id"])}
            raise_alarm(session, Alarm, "verdict-not-asked-for", subject, details, clock)


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
