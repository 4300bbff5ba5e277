"""The whole result of a trial as one JSON document, in the public format of docs/backtest.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from scoring_service.domain.comparison.change import Change
from scoring_service.domain.derive.light_entry import reference_order
from scoring_service.store.tables import BacktestApplication
from scoring_service.trials.read_backtests import find_backtest
from scoring_service.trials.views import view_backtest

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.trials.views import BacktestView
    from shared.plumbing.database import Database

VERSION: Final = 1


def backtest_document(database: Database, backtest_id: str) -> dict[str, Any]:
    """Give head, counts, what differs and the references of what does not, also of a trial that runs.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        row = find_backtest(session, backtest_id)
        result = row.result
        return {
            "version": VERSION,
            **_head(view_backtest(row)),
            "outcomes": result.get("outcomes", []),
            "rules": result.get("rules", []),
            "call_findings": result.get("call_findings"),
            "names": result.get("names", {}),
            "applications": _changed(session, row.backtest_id),
            "unchanged": _unchanged(session, row.backtest_id),
        }


def _head(view: BacktestView) -> dict[str, Any]:
    return {
        "backtest_id": view.backtest_id,
        "kind": view.kind,
        "state": view.state,
        "by": view.by,
        "ordered_at": _moment(view.ordered_at),
        "started_at": _moment(view.started_at),
        "finished_at": _moment(view.finished_at),
        "call": {"call_id": view.call_id, "code": view.call_code, "title": view.call_title},
        "screening_id": view.screening_id,
        "shadow_id": view.shadow_id,
        "old": None if view.old is None else asdict(view.old),
        "new": asdict(view.new) | {"version_id": view.version_id},
        "done": view.done,
        "total": view.total,
        "counts": view.counts,
        "problems": list(view.problems),
    }


def _changed(session: Session, backtest_id: str) -> list[dict[str, Any]]:
    found = select(BacktestApplication).where(BacktestApplication.backtest_id == backtest_id)
    rows = session.scalars(found.where(BacktestApplication.change != Change.UNCHANGED))
    return [
        {
            "reference": row.reference,
            "application_id": row.application_id,
            "revision": row.revision,
            **(row.difference or {}),
        }
        for row in sorted(rows, key=_order)
    ]


def _unchanged(session: Session, backtest_id: str) -> list[dict[str, Any]]:
    found = select(
        BacktestApplication.reference, BacktestApplication.new_outcome, BacktestApplication.position
    ).where(BacktestApplication.backtest_id == backtest_id)
    rows = session.execute(found.where(BacktestApplication.change == Change.UNCHANGED))
    return [{"reference": row.reference, "outcome": row.new_outcome} for row in sorted(rows, key=_order)]


def _order(row: Any) -> tuple[Any, ...]:
    return reference_order(row.reference), row.position


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
