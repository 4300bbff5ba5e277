"""One backtest from its beginning to its result: both sides asked page by page, what differs kept as it is found.

A side is what was really said, by the verdicts that a screening has left, or what some rules would say, with every context and
finding computed anew from the frozen call. Nothing here changes a verdict or sends a message. The process holds the backtest by
a lease, renewed while it works and lost when it has been silent for too long. What rules and facts are called is kept with the
result, so that its reader need not have the rule files.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import Database
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import write
from scoring_service.backtests.order import Round, read_open_round, read_round
from scoring_service.backtests.views import BacktestStoppedError, BacktestTakenError, RulesNotTakenError
from scoring_service.domain.compare_verdicts import (
    Change,
    Tally,
    VerdictChange,
    compare_call_findings,
    compare_verdicts,
)
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import Judge
from scoring_service.domain.rule_set import RuleSet
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import (
    BacktestApplication,
    BacktestRow,
    BacktestState,
    Screening,
    VerdictRow,
)
from scoring_service.store.verdicts import kept_verdict_message, list_call_findings, verdict_message
from scoring_service.store.versions import read_rule_set_version

NO_VERDICT: Final = "the screening has no verdict on this application"
Names = dict[str, dict[str, Any]]
_log = structlog.get_logger(__name__)


def run_backtest(parts: ScoringParts, lease: BacktestLease) -> None:
    """Compare what was said with what the rules tried say; memory does not grow with the texts of the call.

    Raises:
        RulesNotTakenError: the rules cannot be compiled.
        RulesRefusedError: the rules cannot take the answers to what the call asks.
        BacktestTakenError, BacktestStoppedError: this process is to go no further.
    """
    backtest, screening = _read(parts, lease.backtest_id)
    kept = _round(parts, backtest, screening)
    new_rules, old_rules = parts.read_rules(backtest.document), _old_rules(parts, backtest, screening)
    result = backtest.result | _told_of(backtest.result["old"], old_rules, new_rules)
    _clear(parts, lease, kept.total, result)

    def tried(rule_set: RuleSet) -> Side:
        judge = held.enter_context(closing(open_rules(parts, rule_set)))
        return TriedRules(judge, kept.call, _alive(kept.pages(), lease))

    with ExitStack() as held:
        new = tried(new_rules)
        if screening is not None:
            old: Side = KeptVerdicts(parts.database, screening)
        else:
            old = tried(parts.read_rules(backtest.old_document or ""))
        _compare(parts, lease, kept, old, new, result)


class KeptVerdicts:
    """See ``Side``; reads a page at a time."""

    def __init__(self, database: Database, screening: Screening) -> None:
        self._database = database
        self._screening_id = screening.screening_id
        self._sha256 = screening.rule_set_sha256

    def rows(self, page: Sequence[Application]) -> dict[str, VerdictRow]:
        """Give the kept verdicts on a page's applications, by application."""
        ids = [application.application_id for application in page]
        kept = (
            select(VerdictRow)
            .where(VerdictRow.screening_id == self._screening_id)
            .where(VerdictRow.rule_set_sha256 == self._sha256)
            .where(VerdictRow.application_id.in_(ids))
        )
        with self._database.reading() as session:
            return {row.application_id: row for row in session.scalars(kept)}

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Give the verdicts as they were sent."""
        rows = self.rows(page)
        found = (rows.get(application.application_id) for application in page)
        return [Told(None, NO_VERDICT) if row is None else Told(kept_verdict_message(row)) for row in found]

    def call_findings(self) -> list[dict[str, Any]]:
        """Give the findings about the call as they were sent."""
        with self._database.reading() as session:
            return list_call_findings(session, self._screening_id)


def open_rules(parts: ScoringParts, rule_set: RuleSet) -> Judge:
    """Compile a rule set; the caller closes the judge.

    Raises:
        RulesNotTakenError: the engine does not take it.
    """
    try:
        return parts.open_judge(rule_set)
    except Exception as error:
        raise RulesNotTakenError(f"{type(error).__name__}: {error}") from error


class BacktestLease:
    """Held by the process ``run_id`` that works on a backtest.

    ``watch`` lets the process end itself when it has not renewed for the whole lease, as when it hangs inside the engine,
    where nothing else could end it.
    """

    def __init__(
        self,
        parts: ScoringParts,
        backtest_id: str,
        run_id: str,
        *,
        stop_asked: Callable[[], bool] = lambda: False,
        watch: bool = False,
    ) -> None:
        self.backtest_id = backtest_id
        self.run_id = run_id
        self._parts = parts
        self._length = timedelta(seconds=parts.backtests.lease_s)
        self._watch = watch
        self._parent = os.getppid()
        self._stop_asked = stop_asked
        self._renewed()

    def renew_when_due(self) -> None:
        """Renew after a quarter of the lease; costs a look at the clock otherwise.

        Raises:
            BacktestTakenError: the backtest is another process's, or has ended.
            BacktestStoppedError: this process was asked to stop, or whoever started it is gone.
        """
        self._check_wanted()
        if self._parts.clock.now() >= self._renew_at:
            with self._parts.database.writing() as session:
                self.write(session, {})

    def write(self, session: Session, values: dict[str, Any]) -> None:
        """Write to the backtest's row in the caller's transaction, and renew; raises as ``renew_when_due`` does."""
        self._check_wanted()
        holding = (
            update(BacktestRow)
            .where(BacktestRow.backtest_id == self.backtest_id, BacktestRow.run_id == self.run_id)
            .where(BacktestRow.state == BacktestState.RUNNING)
            .values({"running_until": self._parts.clock.now() + self._length, **values})
            .returning(BacktestRow.backtest_id)
        )
        if session.execute(holding).one_or_none() is None:
            raise BacktestTakenError(self.backtest_id)
        self._renewed()

    def close(self) -> None:
        """Watch no longer."""
        if self._watch:
            faulthandler.cancel_dump_traceback_later()

    def _check_wanted(self) -> None:
        if self._stop_asked() or (self._watch and os.getppid() != self._parent):
            raise BacktestStoppedError

    def _renewed(self) -> None:
        self._renew_at = self._parts.clock.now() + self._length / 4
        if self._watch:
            faulthandler.dump_traceback_later(self._length.total_seconds(), exit=True)


class TriedRules:
    """See ``Side``; one application that faults is told so, the others go on."""

    def __init__(self, judge: Judge, call: CallFacts, pages: Iterable[Sequence[Application]]) -> None:
        """Look at the whole call once.

        Raises:
            RulesRefusedError: the rules cannot take the answers to what the call asks.
        """
        self._judge = judge
        self._call = call
        self._view = judge.view_call(call, pages)

    def context_of(self, application_id: str) -> dict[str, Any] | None:
        """Give what the call says of one application, None where that cannot be found out."""
        return None if self._view.fault_of(application_id) else self._view.context_of(application_id)

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Judge a page's applications."""
        return [self._tell(application) for application in page]

    def call_findings(self) -> list[dict[str, Any]]:
        """Look for what the rules find about the call."""
        return [write(finding) for finding in self._view.findings()]

    def _tell(self, application: Application) -> Told:
        context = self.context_of(application.application_id)
        if context is None:
            return Told(None, self._view.fault_of(application.application_id))
        try:
            return Told(verdict_message(self._judge.judge(self._call, application, context).verdict))
        except Exception as error:
            _log.exception("application_faulted_in_backtest", application_id=application.application_id)
            return Told(None, f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in the message's shape, or None and why."""

    verdict: dict[str, Any] | None
    why: str | None = None


def _read(parts: ScoringParts, backtest_id: str) -> tuple[BacktestRow, Screening | None]:
    with parts.database.reading() as session:
        backtest = session.get_one(BacktestRow, backtest_id)
        kept = None if backtest.screening_id is None else session.get_one(Screening, backtest.screening_id)
        return backtest, kept


def _round(parts: ScoringParts, backtest: BacktestRow, screening: Screening | None) -> Round:
    if screening is not None:
        return read_round(parts, screening)
    return read_open_round(parts, backtest.call_id, backtest.ordered_at)


def _old_rules(parts: ScoringParts, backtest: BacktestRow, screening: Screening | None) -> RuleSet | None:
    if screening is None:
        return parts.read_rules(backtest.old_document or "")
    with parts.database.reading() as session:
        old = read_rule_set_version(session, screening.rule_set_sha256 or "")
    try:
        return parts.read_rules(old.document)
    except RuleFileError:
        # A rule file of long ago may not pass the checks of today; its verdicts are compared all the same.
        return None


def _told_of(old: dict[str, Any], old_rules: RuleSet | None, new_rules: RuleSet) -> dict[str, Any]:
    if old_rules is None:
        return {"old": old, "names": _names_of(new_rules)}
    names = _join_names(_names_of(old_rules), _names_of(new_rules))
    return {"old": old | {"title": write(old_rules.title)}, "names": names}


def _names_of(rule_set: RuleSet) -> Names:
    """Give titles of rules and criteria, labels of facts, labels of choices by fact, and titles of documents."""
    return {
        "rules": {rule.id: write(rule.title) for rule in rule_set.rules},
        "criteria": {criterion.id: write(criterion.title) for criterion in rule_set.criteria},
        "facts": {fact.name: write(fact.label) for fact in rule_set.facts.values()},
        "choices": {
            fact.name: {choice: write(label) for choice, label in fact.choice_labels.items()}
            for fact in rule_set.facts.values()
            if fact.choice_labels
        },
        "documents": {key: document.title for key, document in rule_set.documents.items()},
    }


def _join_names(old: Names, new: Names) -> Names:
    """Join the names of both sides; where they differ, the new ones stand."""
    return {part: old.get(part, {}) | new.get(part, {}) for part in {**old, **new}}


def _clear(parts: ScoringParts, lease: BacktestLease, total: int, result: dict[str, Any]) -> None:
    """Begin from the beginning, whatever an earlier process has left."""
    with parts.database.writing() as session:
        lease.write(session, {"done": 0, "total": total, "counts": Tally().counts(), "result": result})
        session.execute(
            delete(BacktestApplication).where(BacktestApplication.backtest_id == lease.backtest_id)
        )


class Side(Protocol):
    """What some rules say, or said, about the applications of one call."""

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Give what is said of each application, in the page's order."""
        ...

    def call_findings(self) -> list[dict[str, Any]]:
        """Give the findings about the call as a whole, in the message's shape."""
        ...


def _alive(pages: Iterable[Sequence[Application]], lease: BacktestLease) -> Iterator[Sequence[Application]]:
    for page in pages:
        lease.renew_when_due()
        yield page


def _compare(
    parts: ScoringParts, lease: BacktestLease, kept: Round, old: Side, new: Side, result: dict[str, Any]
) -> None:
    tally, done = Tally(), 0
    for page in kept.pages():
        compared = [
            compare_verdicts(before.verdict, after.verdict, before.why or after.why)
            for before, after in zip(old.tell(page), new.tell(page), strict=True)
        ]
        for change in compared:
            tally.add(change)
        with parts.database.writing() as session:
            session.add_all(
                _row(lease.backtest_id, done + number, application, change)
                for number, (application, change) in enumerate(zip(page, compared, strict=True))
            )
            done += len(page)
            lease.write(session, {"done": done, "counts": tally.counts()})
    found = compare_call_findings(old.call_findings(), new.call_findings())
    result |= {"rules": tally.rules(), "outcomes": tally.outcomes(), "call_findings": found.to_json()}
    with parts.database.writing() as session:
        lease.write(session, {"result": result})


def _row(
    backtest_id: str, position: int, application: Application, compared: VerdictChange
) -> BacktestApplication:
    return BacktestApplication(
        backtest_id=backtest_id,
        position=position,
        application_id=application.application_id,
        revision=application.revision,
        reference=application.reference,
        change=compared.change.value,
        old_outcome=compared.old and compared.old.outcome.value,
        new_outcome=compared.new and compared.new.outcome.value,
        difference=None if compared.change is Change.UNCHANGED else compared.to_json(),
    )
