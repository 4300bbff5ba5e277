"""What readers of backtests are given: plain values, no rows of a database; and what may not be done with one, as facts.

``backtest_document`` is the whole result in the public format of docs/backtest.md; the others give one backtest, those of a
call or a version, and what became of each application, a page at a time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from prescreen_shared.shapes.declaring import Id, read
from prescreen_shared.shapes.verdict import Sentence, VersionRef
from prescreen_shared.written import reference_key
from scoring_service.domain.compare_verdicts import Change
from scoring_service.domain.version import VersionError
from scoring_service.parts import ScoringParts
from scoring_service.store.tables import BacktestApplication, BacktestKind, BacktestRow, BacktestState
from scoring_service.store.versions import find_row
from scoring_service.versions.views import asked_for

VERSION: Final = 1
CHANGED: Final = "changed"
"""Stands for every kind of change but ``unchanged``."""


def backtest_document(parts: ScoringParts, backtest_id: str) -> dict[str, Any]:
    """Give head, counts, what differs and the references of what does not, also of a backtest that runs.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        row = find_row(session, BacktestRow, backtest_id, BacktestNotFoundError)
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


def read_backtest(parts: ScoringParts, backtest_id: str) -> BacktestView:
    """Give one backtest as it stands now.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        return view_backtest(find_row(session, BacktestRow, backtest_id, BacktestNotFoundError))


def read_about_call(parts: ScoringParts, backtest_id: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give what the rules and facts of a backtest are called, and what differs in the findings about the call.

    Raises:
        BacktestNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        result = find_row(session, BacktestRow, backtest_id, BacktestNotFoundError).result
        return result.get("names", {}), result.get("call_findings")


def list_backtests(
    parts: ScoringParts,
    *,
    call: str | None = None,
    version_id: str | None = None,
    shadow_id: str | None = None,
    limit: int = 100,
) -> tuple[BacktestView, ...]:
    """Give the newest backtests, of one call by its code, of one version, or of one shadow run, or of all."""
    asked = asked_for(call_code=call, version_id=version_id, shadow_id=shadow_id)
    newest = select(BacktestRow).filter_by(**asked)
    newest = newest.order_by(BacktestRow.ordered_at.desc(), BacktestRow.backtest_id)
    light = newest.options(defer(BacktestRow.document), defer(BacktestRow.old_document))
    with parts.database.reading() as session:
        return tuple(view_backtest(row) for row in session.scalars(light.limit(limit)))


def read_changes(
    parts: ScoringParts,
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
    with parts.database.reading() as session:
        rows = session.scalars(found.order_by(BacktestApplication.position).limit(limit))
        return tuple(read(ChangeView, row) for row in rows)


@dataclass(frozen=True, slots=True)
class TriedVersion(VersionRef):
    """Which rules, by the hash of their content, with their title in both languages where it is known."""

    title: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BacktestView:
    """One backtest, also while it runs.

    ``screening_id`` None means a call that is still open, with the applications received so far. ``counts`` are applications by ``Change``; their sum is ``done``.
    ``total`` is None before it began. ``problems`` say in both languages why it failed, or what to know of the result.
    """

    backtest_id: Id
    kind: BacktestKind
    state: BacktestState
    by: str
    ordered_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    call_id: Id
    call_code: str
    call_title: str
    screening_id: Id | None
    shadow_id: Id | None
    version_id: Id | None
    old: TriedVersion | None
    new: TriedVersion
    done: int
    total: int | None
    counts: dict[str, int]
    problems: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ShadowView:
    """A version that runs beside the active one on every new screening of a call, with its backtests, newest first."""

    shadow_id: Id
    call_code: str
    version_id: Id
    by: str
    since: datetime
    ended_at: datetime | None
    ended_by: str | None
    backtests: tuple[BacktestView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What became of one application; ``difference`` is None where nothing is another, else as in docs/backtest.md."""

    position: int
    reference: str
    application_id: str
    revision: int
    change: Change
    old_outcome: str | None
    new_outcome: str | None
    difference: dict[str, Any] | None


def view_backtest(row: BacktestRow) -> BacktestView:
    """Give what readers see of a row."""
    old, title = row.result.get("old"), row.result.get("new_title")
    return read(
        BacktestView,
        row,
        by=row.ordered_by,
        old=None if old is None else TriedVersion(**old),
        new=TriedVersion(row.rule_set_name, row.rule_set_version, row.rule_set_sha256, title),
        problems=tuple(read(Sentence, each) for each in (*row.result.get("notes", ()), *row.problems)),
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
    """Another process has the backtest by now, or it has ended: what this one finds is not needed."""


class BacktestStoppedError(Exception):
    """The process was told to stop: the backtest waits for another one."""


class RulesNotTakenError(Exception):
    """The rules cannot be compiled; the message says why."""


def _head(view: BacktestView) -> dict[str, Any]:
    head = asdict(view)
    call = {"call_id": head.pop("call_id"), "code": head.pop("call_code"), "title": head.pop("call_title")}
    new = head["new"] | {"version_id": head.pop("version_id")}
    moments = {key: value.isoformat() for key, value in head.items() if isinstance(value, datetime)}
    return head | moments | {"call": call, "new": new}


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
