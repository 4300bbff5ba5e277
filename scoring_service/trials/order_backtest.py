"""Ordering a trial: which rules, on which round; what is ordered is kept with the text of the rules as they stand now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from scoring_service.domain.comparison.tally import Tally
from scoring_service.domain.versions.person import named
from scoring_service.store.tables import BacktestRow
from scoring_service.store.trial_states import TrialKind, TrialState
from scoring_service.trials.choose_round import round_of_call, round_of_screening
from scoring_service.trials.read_rules import RulesToTry, rules_of_text, rules_of_version
from scoring_service.trials.views import BacktestView, view_backtest

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.trials.choose_round import ChosenRound
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class BacktestOrder:
    """Who orders; the rules by ``version_id`` or as a ``document``; the round by ``screening_id`` or a call's code."""

    by: str
    version_id: str | None = None
    document: str | None = None
    screening_id: str | None = None
    call: str | None = None

    def __post_init__(self) -> None:
        """See that one thing is named in each of the two ways."""
        if (self.version_id is None) is (self.document is None):
            raise ValueError("either version_id or document")
        if (self.screening_id is None) is (self.call is None):
            raise ValueError("either screening_id or call")


def order_backtest(database: Database, clock: Clock, order: BacktestOrder) -> BacktestView:
    """Keep the order; the scheduler begins it.

    Raises:
        NobodyNamedError: ``by`` is no name.
        VersionNotFoundError: there is no such version.
        RuleFileError: the rules have not even the form of rules, with everything that is wrong with them.
        KeptScreeningNotFoundError, ScreeningNotDoneError, NothingToTryError: there is no such round.
    """
    by = named(order.by)
    rules = _rules(database, order)
    now = clock.now()
    with database.writing() as session:
        row = new_trial(rules, _round(session, order, now), by, now)
        session.add(row)
    return view_backtest(row)


def _rules(database: Database, order: BacktestOrder) -> RulesToTry:
    if order.version_id is not None:
        return rules_of_version(database, order.version_id)
    return rules_of_text(order.document or "")


def _round(session: Session, order: BacktestOrder, now: datetime) -> ChosenRound:
    if order.screening_id is not None:
        return round_of_screening(session, order.screening_id)
    return round_of_call(session, order.call or "", now)


def new_trial(rules: RulesToTry, chosen: ChosenRound, by: str, now: datetime) -> BacktestRow:
    """Make the row of a trial that waits; the caller keeps it."""
    return BacktestRow(
        backtest_id=str(uuid4()),
        kind=TrialKind.BACKTEST.value,
        state=TrialState.WAITING.value,
        screening_id=chosen.screening_id,
        call_id=chosen.call_id,
        call_code=chosen.code,
        call_title=chosen.title,
        old_document=chosen.old_document,
        version_id=rules.version_id,
        rule_set_name=rules.ref.name,
        rule_set_version=rules.ref.version,
        rule_set_sha256=rules.ref.sha256,
        document=rules.document,
        ordered_by=by,
        ordered_at=now,
        attempts=0,
        done=0,
        counts=Tally().counts(),
        result={
            "old": asdict(chosen.old),
            "new_title": rules.ref.title,
            "notes": list(rules.notes),
        },
        problems=[],
    )
