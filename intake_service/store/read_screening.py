"""Reading how the latest screening of a call stands, and what it found about the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from intake_service.domain.proposal import (
    Bilingual,
    CallFinding,
    EngineVersion,
    RuleSetVersion,
    Screening,
    Source,
)
from intake_service.store.tables import CallFindingRow, ScreeningItemRow, ScreeningRow
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def latest_screening(session: Session, call_id: UUID) -> ScreeningRow | None:
    """Give the screening of a call that was started last."""
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    latest = of_call.order_by(ScreeningRow.started_at.desc(), ScreeningRow.screening_id).limit(1)
    return session.scalars(latest).one_or_none()


def screening_of(session: Session, row: ScreeningRow) -> Screening:
    """Give a screening with how far it has come."""
    per_state = (
        select(ScreeningItemRow.state, func.count())
        .where(ScreeningItemRow.screening_id == row.screening_id)
        .group_by(ScreeningItemRow.state)
    )
    counted = dict(session.execute(per_state).all())
    return Screening(
        screening_id=str(row.screening_id),
        state=row.state,
        total=sum(counted.values()),
        done=counted.get(DeliveryState.DONE.value, 0),
        stuck=counted.get(DeliveryState.STUCK.value, 0),
        started_at=row.started_at,
        finished_at=row.finished_at,
        rule_set=None if row.rule_set is None else RuleSetVersion(**row.rule_set),
        engine=None if row.engine is None else EngineVersion(**row.engine),
        problems=tuple(row.problems or ()),
    )


def call_findings_of(session: Session, row: ScreeningRow | None) -> tuple[CallFinding, ...]:
    """Give what a screening found about its call, in scoring's order."""
    if row is None:
        return ()
    stored = select(CallFindingRow).where(CallFindingRow.screening_id == row.screening_id)
    return tuple(
        CallFinding(
            rule=finding.rule,
            text=Bilingual(**finding.text),
            facts=finding.facts,
            source=None if finding.source is None else Source(**finding.source),
        )
        for finding in session.scalars(stored.order_by(CallFindingRow.position))
    )
