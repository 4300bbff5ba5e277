"""What the scheduler does for shadow runs: orders a trial for each screening that has come to its end, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from scoring_service.rule_files.problem import RuleFileError
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import BacktestRow, Screening, ShadowRow
from scoring_service.store.trial_states import TrialKind
from scoring_service.trials.order_backtest import new_trial
from scoring_service.trials.read_rules import rules_of_version, unread_rules
from scoring_service.trials.run_trial import fail
from shared.plumbing.each_alone import each_alone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.trials.parts import TrialParts
    from scoring_service.trials.read_rules import RulesToTry


def follow_shadows(parts: TrialParts) -> bool:
    """Order what is new; never True.

    Raises:
        ExceptionGroup: what kept some from being ordered, after the others were.
    """
    with parts.database.reading() as session:
        due = _due(session)
    each_alone(due, partial(_order, parts))
    return False


def _due(session: Session) -> list[tuple[str, str]]:
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


def _order(parts: TrialParts, pair: tuple[str, str]) -> None:
    shadow_id, screening_id = pair
    with parts.database.reading() as session:
        version_id = session.get_one(ShadowRow, shadow_id).version_id
    rules, problems = _rules(parts, version_id)
    with parts.database.writing() as session:
        # Whoever else follows the same shadow waits here, and then finds it tried.
        shadow = session.get_one(ShadowRow, shadow_id, with_for_update=True)
        if pair not in _due(session):
            return
        screening = session.get_one(Screening, screening_id)
        trial = new_trial(session, rules, screening, shadow.started_by, parts.clock.now())
        trial.kind, trial.shadow_id = TrialKind.SHADOW.value, shadow_id
        if problems:
            fail(trial, parts, problems)
        session.add(trial)


def _rules(parts: TrialParts, version_id: str) -> tuple[RulesToTry, list[dict[str, str]]]:
    try:
        return rules_of_version(parts.database, version_id), []
    except RuleFileError as error:
        # The draft has been changed into something that cannot be read: a trial says so, and none is ordered in vain.
        problems = [
            {"sv": f"{p.line}:{p.column} {p.sv}", "en": f"{p.line}:{p.column} {p.en}"} for p in error.problems
        ]
        return unread_rules(parts.database, version_id), problems
