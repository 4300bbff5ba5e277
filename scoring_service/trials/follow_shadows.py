"""What the scheduler does for shadow runs: orders a trial of each screening that is done, and of an open call now and then."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, func, or_, select

from scoring_service.rule_files.problem import RuleFileError
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import BacktestRow, KnownApplication, KnownCall, Screening, ShadowRow
from scoring_service.store.trial_states import TrialKind
from scoring_service.trials.choose_round import open_round, round_of_screening
from scoring_service.trials.open_round import find_open_call
from scoring_service.trials.order_backtest import new_trial
from scoring_service.trials.read_rules import rules_of_version, unread_rules
from scoring_service.trials.run_trial import fail
from shared.plumbing.each_alone import each_alone

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.trials.choose_round import ChosenRound
    from scoring_service.trials.parts import TrialParts
    from scoring_service.trials.read_rules import RulesToTry

BETWEEN_TRIALS: Final = timedelta(hours=1)
"""So long, at least, between two trials of a call that is still open."""


def follow_shadows(parts: TrialParts) -> bool:
    """Order what is new; never True.

    Raises:
        ExceptionGroup: what kept some from being ordered, after the others were.
    """
    with parts.database.reading() as session:
        due = [*_due_screenings(session), *_due_calls(session, parts.clock.now())]
    each_alone(due, partial(_order, parts))
    return False


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
    """Give running shadows of calls that are still open and to which something has come since the last trial."""
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
        .where(or_(last.is_(None), last <= now - BETWEEN_TRIALS))
        .order_by(ShadowRow.shadow_id)
    )
    return [(shadow_id, None) for shadow_id in session.scalars(open_calls)]


def _order(parts: TrialParts, pair: tuple[str, str | None]) -> None:
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
        trial = new_trial(rules, chosen, shadow.started_by, now)
        trial.kind, trial.shadow_id = TrialKind.SHADOW.value, shadow_id
        if problems:
            fail(trial, parts, problems)
        session.add(trial)


def _round(
    session: Session, shadow: ShadowRow, screening_id: str | None, now: datetime
) -> ChosenRound | None:
    if screening_id is not None:
        return round_of_screening(session, screening_id)
    known = find_open_call(session, shadow.call_code)
    return None if known is None else open_round(session, known, now)


def _rules(parts: TrialParts, version_id: str) -> tuple[RulesToTry, list[dict[str, str]]]:
    try:
        return rules_of_version(parts.database, version_id), []
    except RuleFileError as error:
        # The draft has been changed into something that cannot be read: a trial says so, and none is ordered in vain.
        problems = [
            {"sv": f"{p.line}:{p.column} {p.sv}", "en": f"{p.line}:{p.column} {p.en}"} for p in error.problems
        ]
        return unread_rules(parts.database, version_id), problems
