"""Reading how the screenings of a call stand, and what one found about the call."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import case, func, select

from intake_service.domain.errors import ScreeningUnknownError
from intake_service.domain.proposal import (
    Bilingual,
    CallFinding,
    EngineVersion,
    RuleSetVersion,
    Screening,
    Source,
)
from intake_service.domain.screening_entry import ScreeningEntry
from intake_service.store.tables import CallFindingRow, ScreeningItemRow, ScreeningRow
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def latest_screening(session: Session, call_id: UUID) -> ScreeningRow | None:
    """Give the screening of a call that was started last."""
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    latest = of_call.order_by(ScreeningRow.started_at.desc(), ScreeningRow.screening_id).limit(1)
    return session.scalars(latest).one_or_none()


def shown_screening(session: Session, call_id: UUID, wanted: UUID | str | None = None) -> ScreeningRow | None:
    """Give the screening ``wanted`` of a call, else the newest that is done, else the newest.

    Raises:
        ScreeningUnknownError: the call has no such screening.
    """
    if wanted is not None:
        found = session.get(ScreeningRow, _id(wanted))
        if found is None or found.call_id != call_id:
            raise ScreeningUnknownError(str(wanted))
        return found
    is_done = case((ScreeningRow.state == DeliveryState.DONE.value, 0), else_=1)
    newest = (is_done, ScreeningRow.started_at.desc(), ScreeningRow.screening_id)
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return session.scalars(of_call.order_by(*newest).limit(1)).one_or_none()


def screenings_of(session: Session, call_id: UUID) -> list[ScreeningRow]:
    """Give every screening of a call, the oldest first."""
    of_call = select(ScreeningRow).where(ScreeningRow.call_id == call_id)
    return list(session.scalars(of_call.order_by(ScreeningRow.started_at, ScreeningRow.screening_id.desc())))


def screening_entries(session: Session, call_id: UUID) -> tuple[ScreeningEntry, ...]:
    """Give the row of a call's screenings."""
    return tuple(
        ScreeningEntry(
            screening_id=str(row.screening_id),
            number=number,
            state=row.state,
            started_at=row.started_at,
            finished_at=row.finished_at,
            rule_set=_rules(row),
            based_on=None if row.based_on is None else str(row.based_on),
            ordered_by=row.ordered_by,
            reason=row.reason,
        )
        for number, row in enumerate(screenings_of(session, call_id), start=1)
    )


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
        rule_set=_rules(row),
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


def _rules(row: ScreeningRow) -> RuleSetVersion | None:
    return None if row.rule_set is None else RuleSetVersion(**row.rule_set)


def _id(wanted: UUID | str) -> UUID:
    try:
        return wanted if isinstance(wanted, UUID) else UUID(wanted)
    except ValueError as error:
        raise ScreeningUnknownError(str(wanted)) from error
