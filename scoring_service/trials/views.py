"""What readers of trials are given: plain values, no rows of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from scoring_service.store.tables import BacktestApplication, BacktestRow, ShadowRow


@dataclass(frozen=True, slots=True)
class RulesRef:
    """Which rules: ``sha256`` is the hash of their content; the title in both languages where it is known."""

    name: str
    version: int
    sha256: str
    title: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BacktestView:
    """One backtest, also while it runs.

    ``kind`` is a word of ``TrialKind``, ``state`` of ``TrialState``. ``screening_id`` None means a call that is still
    open, with the applications received so far. ``counts`` are applications by ``Change``; their sum is ``done``.
    ``total`` is None before it began. ``problems`` say in both languages why it failed, or what to know of the result.
    """

    backtest_id: str
    kind: str
    state: str
    by: str
    ordered_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    call_id: str
    call_code: str
    call_title: str
    screening_id: str | None
    shadow_id: str | None
    version_id: str | None
    old: RulesRef | None
    new: RulesRef
    done: int
    total: int | None
    counts: dict[str, int]
    problems: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What became of one application; ``difference`` is None where nothing is another, else as in docs/backtest.md."""

    position: int
    reference: str
    application_id: str
    revision: int
    change: str
    old_outcome: str | None
    new_outcome: str | None
    difference: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ShadowView:
    """A version that runs beside the active one on every new screening of a call, with its trials, newest first."""

    shadow_id: str
    call_code: str
    version_id: str
    by: str
    since: datetime
    ended_at: datetime | None
    ended_by: str | None
    backtests: tuple[BacktestView, ...]


def view_backtest(row: BacktestRow) -> BacktestView:
    """Give what readers see of a row."""
    old = row.result.get("old")
    return BacktestView(
        backtest_id=row.backtest_id,
        kind=row.kind,
        state=row.state,
        by=row.ordered_by,
        ordered_at=row.ordered_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        call_id=row.call_id,
        call_code=row.call_code,
        call_title=row.call_title,
        screening_id=row.screening_id,
        shadow_id=row.shadow_id,
        version_id=row.version_id,
        old=None if old is None else RulesRef(**old),
        new=RulesRef(
            row.rule_set_name, row.rule_set_version, row.rule_set_sha256, row.result.get("new_title")
        ),
        done=row.done,
        total=row.total,
        counts=row.counts,
        problems=(*row.result.get("notes", ()), *row.problems),
    )


def view_change(row: BacktestApplication) -> ChangeView:
    """Give what readers see of one application of a backtest."""
    return ChangeView(
        position=row.position,
        reference=row.reference,
        application_id=row.application_id,
        revision=row.revision,
        change=row.change,
        old_outcome=row.old_outcome,
        new_outcome=row.new_outcome,
        difference=row.difference,
    )


def view_shadow(row: ShadowRow, backtests: tuple[BacktestView, ...]) -> ShadowView:
    """Give what readers see of a shadow run."""
    return ShadowView(
        shadow_id=row.shadow_id,
        call_code=row.call_code,
        version_id=row.version_id,
        by=row.started_by,
        since=row.since,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        backtests=backtests,
    )
