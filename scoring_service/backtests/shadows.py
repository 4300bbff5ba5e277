"""Shadow runs: a version beside the active one, tried on every screening of a call from now until it is ended.

While the call is open, what has come in is tried now and then. The scheduler orders the backtests; nothing live is touched.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import uuid4

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import insert_missing
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.shapes.declaring import read
from scoring_service.backtests.order import (
    ChosenRound,
    RulesToTry,
    find_open_call,
    new_backtest,
    open_round,
    round_of_screening,
    rules_of_version,
    unread_rules,
)
from scoring_service.backtests.process import fail
from scoring_service.backtests.views import ShadowNotFoundError, ShadowView, list_backtests
from scoring_service.domain.version import CallUnknownError, named
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import (
    BacktestKind,
    BacktestRow,
    KnownApplication,
    KnownCall,
    Screening,
    ScreeningState,
    ShadowRow,
)
from scoring_service.store.versions import find_row
from scoring_service.versions.views import asked_for

BETWEEN_BACKTESTS: Final = timedelta(hours=1)
"""So long, at least, between two backtests of a call that is still open."""


def follow_shadows(parts: ScoringParts) -> bool:
    """Order what is new; never True.

    Raises:
        ExceptionGroup: what kept some from being ordered, after the others were.
    """
    with parts.database.reading() as session:
        due = [*_due_screenings(session), *_due_calls(session, parts.clock.now())]
    each_alone(due, partial(_order, parts))
    return False


def start_shadow(parts: ScoringParts, *, call: str, version_id: str, by: str) -> ShadowView:
    """Let a version run beside the active one; where it does so already, that run is given.

    Raises:
        NobodyNamedError: ``by`` is no name.
        VersionNotFoundError: there is no such version.
        RuleFileError: its rules cannot be read.
        CallUnknownError: scoring knows no call with this code.
    """
    rules_of_version(parts, version_id)
    row = {
        "shadow_id": str(uuid4()),
        "call_code": call,
        "version_id": version_id,
        "started_by": named(by),
        "since": parts.clock.now(),
    }
    running = select(ShadowRow).where(
        ShadowRow.call_code == call, ShadowRow.version_id == version_id, ShadowRow.ended_at.is_(None)
    )
    with parts.database.writing() as session:
        _require_known(session, call)
        insert_missing(session, ShadowRow, [row])
        shadow = session.scalars(running).one()
    return _view(parts, shadow)


def end_shadow(parts: ScoringParts, shadow_id: str, *, by: str) -> ShadowView:
    """Order no more backtests for it; those that were made stay. One that has ended stays as it is.

    Raises:
        NobodyNamedError: ``by`` is no name.
        ShadowNotFoundError: there is none with this id.
    """
    by = named(by)
    with parts.database.writing() as session:
        shadow = find_row(session, ShadowRow, shadow_id, ShadowNotFoundError, lock=True)
        if shadow.ended_at is None:
            shadow.ended_at, shadow.ended_by = parts.clock.now(), by
    return _view(parts, shadow)


def list_shadows(
    parts: ScoringParts, *, call: str | None = None, running_only: bool = False
) -> tuple[ShadowView, ...]:
    """Give shadow runs, newest first, of one call by its code or of all."""
    found = select(ShadowRow).filter_by(**asked_for(call_code=call))
    found = found.order_by(ShadowRow.since.desc(), ShadowRow.shadow_id)
    if running_only:
        found = found.where(ShadowRow.ended_at.is_(None))
    with parts.database.reading() as session:
        rows = session.scalars(found).all()
    return tuple(_view(parts, row) for row in rows)


def _due_screenings(session: Session) -> list[tuple[str, str | None]]:
    """Give running shadows with each screening that is done and was not tried for them."""
    tried = exists().where(
        BacktestRow.shadow_id == ShadowRow.shadow_id, BacktestRow.screening_id == Screening.screening_id
    )
    pairs = (
        select(ShadowRow.shadow_id, Screening.screening_id)
        .join(Screening, Screening.call_code == ShadowRow.call_code)
        .where(ShadowRow.ended_at.is_(None), Screening.state == ScreeningState.DONE)
        .where(Screening.finished_at >= ShadowRow.since, ~tried)
        .order_by(Screening.finished_at, ShadowRow.shadow_id)
    )
    return [(shadow_id, screening_id) for shadow_id, screening_id in session.execute(pairs)]


def _due_calls(session: Session, now: datetime) -> list[tuple[str, str | None]]:
    """Give running shadows of calls that are still open and to which something has come since the last backtest."""
    screened = exists().where(Screening.call_id == KnownCall.call_id)
    last = (
        select(func.max(BacktestRow.ordered_at))
        .where(BacktestRow.shadow_id == ShadowRow.shadow_id)
        .correlate(ShadowRow)
        .scalar_subquery()
    )
    come = exists().where(
        KnownApplication.call_id == KnownCall.call_id,
        or_(last.is_(None), KnownApplication.received_at > last),
    )
    open_calls = (
        select(ShadowRow.shadow_id)
        .join(KnownCall, KnownCall.code == ShadowRow.call_code)
        .where(ShadowRow.ended_at.is_(None), ~screened, come)
        .where(or_(last.is_(None), last <= now - BETWEEN_BACKTESTS))
        .order_by(ShadowRow.shadow_id)
    )
    return [(shadow_id, None) for shadow_id in session.scalars(open_calls)]


def _order(parts: ScoringParts, pair: tuple[str, str | None]) -> None:
    shadow_id, screening_id = pair
    with parts.database.reading() as session:
        version_id = session.get_one(ShadowRow, shadow_id).version_id
    rules, problems = _rules(parts, version_id)
    now = parts.clock.now()
    with parts.database.writing() as session:
        # Whoever else follows the same shadow waits here, and then finds it tried.
        shadow = session.get_one(ShadowRow, shadow_id, with_for_update=True)
        if pair not in (*_due_screenings(session), *_due_calls(session, now)):
            return
        chosen = _round(session, shadow, screening_id, now)
        if chosen is None:
            return
        backtest = new_backtest(rules, chosen, shadow.started_by, now)
        backtest.kind, backtest.shadow_id = BacktestKind.SHADOW.value, shadow_id
        if problems:
            fail(backtest, parts, problems)
        session.add(backtest)


def _rules(parts: ScoringParts, version_id: str) -> tuple[RulesToTry, list[dict[str, str]]]:
    try:
        return rules_of_version(parts, version_id), []
    except RuleFileError as error:
        # The draft has been changed into something that cannot be read: a backtest says so, and none is ordered in vain.
        problems = [
            {"sv": f"{p.line}:{p.column} {p.sv}", "en": f"{p.line}:{p.column} {p.en}"} for p in error.faults
        ]
        return unread_rules(parts, version_id), problems


def _round(
    session: Session, shadow: ShadowRow, screening_id: str | None, now: datetime
) -> ChosenRound | None:
    if screening_id is not None:
        return round_of_screening(session, screening_id)
    known = find_open_call(session, shadow.call_code)
    return None if known is None else open_round(session, known, now)


def _require_known(session: Session, call: str) -> None:
    screened = select(Screening.screening_id).where(Screening.call_code == call).limit(1)
    if session.scalar(screened) is None and find_open_call(session, call) is None:
        codes = {*session.scalars(select(Screening.call_code)), *session.scalars(select(KnownCall.code))}
        raise CallUnknownError(call, sorted(codes))


def _view(parts: ScoringParts, shadow: ShadowRow) -> ShadowView:
    backtests = list_backtests(parts, shadow_id=shadow.shadow_id)
    return read(ShadowView, shadow, by=shadow.started_by, backtests=backtests)
