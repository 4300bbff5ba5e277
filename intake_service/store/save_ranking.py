"""Keeping which of its applications an administration wants considered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from intake_service.domain.call import require_open
from intake_service.domain.errors import RankingNotFoundError
from intake_service.store.call_terms import status_of
from intake_service.store.event_log import log_event
from intake_service.store.tables import ApplicantRow, ApplicationRow, RankingRow
from shared.statuses import ApplicationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_service.store.tables import CallRow


def save_ranking(
    session: Session, call: CallRow, administration: str, references: Sequence[str], now: datetime
) -> RankingRow:
    """Keep a checked ranking, instead of an earlier one; the caller holds the call locked.

    Raises:
        CallNotOpenError, CallClosedError: the call takes no changes now.
    """
    require_open(status_of(call), now)
    row = session.get(RankingRow, (call.call_id, administration))
    if row is None:
        row = RankingRow(call_id=call.call_id, administration=administration)
        session.add(row)
    row.references, row.changed_at = list(references), now
    session.flush()
    facts = {"administration": administration, "references": list(references)}
    log_event(session, "ranking_saved", now, call_id=call.call_id, facts=facts)
    return row


def find_ranking(session: Session, call_id: UUID, administration: str) -> RankingRow:
    """Give the ranking of an administration.

    Raises:
        RankingNotFoundError: it has none in this call.
    """
    row = session.get(RankingRow, (call_id, administration))
    if row is None:
        raise RankingNotFoundError(administration)
    return row


def applicants_by_reference(session: Session, call_id: UUID) -> dict[str, list[str]]:
    """Give who applies, main applicant first, for each application of the call that is not withdrawn."""
    named = (
        select(ApplicationRow.reference, ApplicantRow.name)
        .join(ApplicantRow, ApplicantRow.application_id == ApplicationRow.application_id)
        .where(ApplicationRow.call_id == call_id, ApplicationRow.state != ApplicationState.WITHDRAWN.value)
        .order_by(ApplicationRow.reference, ApplicantRow.position)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for reference, name in session.execute(named):
        found[reference].append(name)
    return dict(found)
