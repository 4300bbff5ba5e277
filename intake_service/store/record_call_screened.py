"""Keeping that scoring has finished a call, and what it found about the call as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from intake_service.store.record_verdicts import known_screening
from intake_service.store.tables import Alarm, CallFindingRow, ScreeningItemRow, ScreeningRow
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from shared.plumbing.clock import Clock


def record_call_screened(session: Session, body: Mapping[str, Any], clock: Clock) -> bool:
    """Keep the end of a screening; False when it had come before and nothing was changed.

    Raises:
        ScreeningUnknownError: intake has no such screening.
    """
    screening = known_screening(session, body["screening_id"])
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
