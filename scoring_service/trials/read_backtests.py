"""Reading trials: one, those of a call or a version, and what one found, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from scoring_service.domain.comparison.change import Change
from scoring_service.store.tables import BacktestApplication, BacktestRow
from scoring_service.trials.errors import BacktestNotFoundError
from scoring_service.trials.views import BacktestView, ChangeView, view_backtest, view_change

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shared.plumbing.database import Database

CHANGED: Final = "changed"
"""Stands for every kind of change but ``unchanged``."""


def read_backtest(database: Database, backtest_id: str) -> BacktestView:
    """Give one trial as it stands now.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        return view_backtest(find_backtest(session, backtest_id))


def read_about_call(database: Database, backtest_id: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give what the rules and facts of a trial are called, and what differs in the findings about the call.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        result = find_backtest(session, backtest_id).result
        return result.get("names", {}), result.get("call_findings")


def list_backtests(
    database: Database,
    *,
    call: str | None = None,
    version_id: str | None = None,
    shadow_id: str | None = None,
    limit: int = 100,
) -> tuple[BacktestView, ...]:
    """Give the newest trials, of one call by its code, of one version, or of one shadow run, or of all."""
    newest = select(BacktestRow).order_by(BacktestRow.ordered_at.desc(), BacktestRow.backtest_id)
    asked = {
        BacktestRow.call_code: call,
        BacktestRow.version_id: version_id,
        BacktestRow.shadow_id: shadow_id,
    }
    for column, value in asked.items():
        if value is not None:
            newest = newest.where(column == value)
    light = newest.options(defer(BacktestRow.document), defer(BacktestRow.old_document))
    with database.reading() as session:
        return tuple(view_backtest(row) for row in session.scalars(light.limit(limit)))


def read_changes(
    database: Database,
    backtest_id: str,
    *,
    change: str | None = None,
    after: int | None = None,
    limit: int = 200,
) -> tuple[ChangeView, ...]:
    """Give applications in the order of their references, from the first behind the position ``after``.

    ``change`` is a word of ``Change``, or ``changed`` for all but the unchanged; None gives all.
    """
    found = select(BacktestApplication).where(BacktestApplication.backtest_id == backtest_id)
    if change == CHANGED:
        found = found.where(BacktestApplication.change != Change.UNCHANGED)
    elif change is not None:
        found = found.where(BacktestApplication.change == change)
    if after is not None:
        found = found.where(BacktestApplication.position > after)
    with database.reading() as session:
        rows = session.scalars(found.order_by(BacktestApplication.position).limit(limit))
        return tuple(view_change(row) for row in rows)


def find_backtest(session: Session, backtest_id: str) -> BacktestRow:
    """Give a trial's row.

    Raises:
        BacktestNotFoundError: there is none with this id, or it is no id.
    """
    try:
        row = session.get(BacktestRow, str(UUID(backtest_id)))
    except ValueError:
        row = None
    if row is None:
        raise BacktestNotFoundError(backtest_id)
    return row
