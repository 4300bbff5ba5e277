"""What readers of trials are given: plain values, no rows of a database.

RETELL:
- (backtest_document) The whole result of a trial as one JSON document, in the public format of docs/backtest.md.
- (read_backtests) Reading trials: one, those of a call or a version, and what one found, a page at a time.
- (errors) What may not be done with a trial, as facts; the sentences stand in the catalogue under ``problem.`` and the word.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from prescreen_shared.plumbing.database import Database
from prescreen_shared.written import reference_key
from scoring_service.domain.compare_verdicts import Change
from scoring_service.domain.version import VersionError
from scoring_service.store.tables import BacktestApplication, BacktestRow, ShadowRow

VERSION: Final = 1
CHANGED: Final = "changed"
"""Stands for every kind of change but ``unchanged``."""


def backtest_document(database: Database, backtest_id: str) -> dict[str, Any]:
    """Give head, counts, what differs and the references of what does not, also of a trial that runs.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        row = _find_backtest(session, backtest_id)
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


def read_backtest(database: Database, backtest_id: str) -> BacktestView:
    """Give one trial as it stands now.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        return view_backtest(_find_backtest(session, backtest_id))


def read_about_call(database: Database, backtest_id: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give what the rules and facts of a trial are called, and what differs in the findings about the call.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with database.reading() as session:
        result = _find_backtest(session, backtest_id).result
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
        return tuple(_view_change(row) for row in rows)


@dataclass(frozen=True, slots=True)
class VersionRef:
    """Which rules: ``sha256`` is the hash of their content; the title in both languages where it is known."""

    name: str
    version: int
    sha256: str
    title: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BacktestView:
    """One backtest, also while it runs.

    ``kind`` is a word of ``BacktestKind``, ``state`` of ``BacktestState``. ``screening_id`` None means a call that is still
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
    old: VersionRef | None
    new: VersionRef
    done: int
    total: int | None
    counts: dict[str, int]
    problems: tuple[dict[str, str], ...]


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
        old=None if old is None else VersionRef(**old),
        new=VersionRef(
            row.rule_set_name, row.rule_set_version, row.rule_set_sha256, row.result.get("new_title")
        ),
        done=row.done,
        total=row.total,
        counts=row.counts,
        problems=(*row.result.get("notes", ()), *row.problems),
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


class BacktestNotFoundError(VersionError):
    """No backtest has this id."""

    word = "backtest_not_found"

    def __init__(self, backtest_id: str) -> None:
        super().__init__(backtest_id=backtest_id)


class ShadowNotFoundError(VersionError):
    """No shadow run has this id."""

    word = "shadow_not_found"

    def __init__(self, shadow_id: str) -> None:
        super().__init__(shadow_id=shadow_id)


class KeptScreeningNotFoundError(VersionError):
    """Scoring keeps no screening with this id."""

    word = "kept_screening_not_found"

    def __init__(self, screening_id: str) -> None:
        super().__init__(screening_id=screening_id)


class KeptVerdictNotFoundError(VersionError):
    """A screening has no verdict on an application with this reference."""

    word = "kept_verdict_not_found"

    def __init__(self, screening_id: str, reference: str) -> None:
        super().__init__(screening_id=screening_id, reference=reference)


class ScreeningNotDoneError(VersionError):
    """A screening that is not done has no verdicts to compare with."""

    word = "screening_not_done"

    def __init__(self, screening_id: str, state: str) -> None:
        super().__init__(screening_id=screening_id, state=state)


class NothingToTryError(VersionError):
    """The call has no screening that is done, and scoring does not know its applications otherwise."""

    word = "nothing_to_try"

    def __init__(self, call: str) -> None:
        super().__init__(call=call)


class BacktestTakenError(Exception):
    """Another process has the trial by now, or it has ended: what this one finds is not needed."""


class BacktestStoppedError(Exception):
    """The process was told to stop: the trial waits for another one."""


class RulesNotTakenError(Exception):
    """The rules cannot be compiled; the message says why."""


def _find_backtest(session: Session, backtest_id: str) -> BacktestRow:
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


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


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


def _order(row: Any) -> tuple[Any, ...]:
    return reference_key(row.reference), row.position


def _unchanged(session: Session, backtest_id: str) -> list[dict[str, Any]]:
    found = select(
        BacktestApplication.reference, BacktestApplication.new_outcome, BacktestApplication.position
    ).where(BacktestApplication.backtest_id == backtest_id)
    rows = session.execute(found.where(BacktestApplication.change == Change.UNCHANGED))
    return [{"reference": row.reference, "outcome": row.new_outcome} for row in sorted(rows, key=_order)]


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


def _view_change(row: BacktestApplication) -> ChangeView:
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
