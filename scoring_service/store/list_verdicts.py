"""Reading the verdicts of one screening: a page of them, how many have each outcome, and what concerns the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from scoring_service.domain.derive.light_entry import reference_order
from scoring_service.store.tables import CallFindingRow, VerdictRow
from scoring_service.store.verdicts import kept_verdict_message

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shared.plumbing.paging import Page


def list_verdicts(session: Session, screening_id: str, page: Page, *, outcome: str | None) -> dict[str, Any]:
    """Give a page of verdicts in the order of their references."""
    wanted = select(VerdictRow).where(VerdictRow.screening_id == screening_id)
    if outcome is not None:
        wanted = wanted.where(VerdictRow.outcome == outcome)
    light = wanted.with_only_columns(VerdictRow.reference, VerdictRow.verdict_id)
    # No database sorts as people count, T1-9 before T1-10, so all references are read, and only the page's verdicts.
    found = sorted(session.execute(light), key=lambda row: (reference_order(row[0]), row[1]))
    first = (page.number - 1) * page.size
    ids = [verdict_id for _, verdict_id in found[first : first + page.size]]
    rows = {row.verdict_id: row for row in session.scalars(wanted.where(VerdictRow.verdict_id.in_(ids)))}
    return page.document([_document(rows[verdict_id]) for verdict_id in ids], len(found))


def count_outcomes(session: Session, screening_id: str) -> dict[str, int]:
    """Give how many verdicts have each outcome that occurs."""
    counted = select(VerdictRow.outcome, func.count()).where(VerdictRow.screening_id == screening_id)
    return dict(session.execute(counted.group_by(VerdictRow.outcome)).all())


def list_call_findings(session: Session, screening_id: str) -> list[dict[str, Any]]:
    """Give what was found about the call as a whole, in the message's shape."""
    kept = select(CallFindingRow.finding).where(CallFindingRow.screening_id == screening_id)
    return list(session.scalars(kept.order_by(CallFindingRow.position)))


def _document(row: VerdictRow) -> dict[str, Any]:
    engine = {"name": row.engine_name, "version": row.engine_version}
    return {"criteria": [], **kept_verdict_message(row), "engine": engine, "created_at": row.created_at}
