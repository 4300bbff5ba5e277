"""The life of one trial's process: take the trial, run it, leave it in a named state.

RETELL:
- (start_trials) What the scheduler does for trials: starts a process for each that is due, and notes those that died.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from prescreen_shared.texts.catalogue import text
from scoring_service.backtests.run_backtest import BacktestLease, run_backtest
from scoring_service.backtests.views import BacktestStoppedError, BacktestTakenError, RulesNotTakenError
from scoring_service.domain.judge import RulesRefusedError
from scoring_service.parts import TrialParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import BacktestRow, BacktestState

MOST_ATTEMPTS: Final = 2
"""So many processes may begin a trial and not end it before it has failed."""
_OPEN: Final = (BacktestState.WAITING, BacktestState.RUNNING)
_log = structlog.get_logger(__name__)


def start_process(backtest_id: str, run_id: str) -> subprocess.Popen[bytes]:
    """Start the process of one trial, with this process's environment."""
    command = [sys.executable, "-m", "scoring_service.main", "trial", backtest_id, run_id]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


class BacktestStarter:
    """Keeps trials going; its processes give their trials back when the scheduler that has it is gone."""

    def __init__(
        self, parts: TrialParts, start: Callable[[str, str], BacktestProcess] = start_process
    ) -> None:
        self._parts = parts
        self._start = start
        self._started: list[_Started] = []

    def start_due(self) -> bool:
        """Note which processes have ended, start those that are due; never True, for a trial takes its time."""
        self._note_ended()
        with self._parts.database.reading() as session:
            trials = _open_trials(session)
        own = {each.backtest_id for each in self._started}
        busy = own | {trial.backtest_id for trial in trials if _is_running(trial, self._parts)}
        due = [trial.backtest_id for trial in trials if trial.backtest_id not in busy]
        for backtest_id in due[: max(0, self._parts.settings.at_once - len(busy))]:
            run_id = str(uuid4())
            self._started.append(_Started(backtest_id, run_id, self._start(backtest_id, run_id)))
        return False

    def _note_ended(self) -> None:
        for started in list(self._started):
            code = started.process.poll()
            if code is None:
                continue
            self._started.remove(started)
            if code:
                note_end(self._parts, started.backtest_id, started.run_id, _how(code))


def run_trial(parts: TrialParts, backtest_id: str, run_id: str | None = None, *, watch: bool = False) -> bool:
    """Run a trial that nobody runs; False when there was nothing to do.

    ``watch`` is for a process that does nothing else: it stops on SIGTERM, and ends itself when it hangs. Whatever it raises leaves the trial to be begun once more, or to be told as failed by ``note_end``.
    """
    run_id = run_id or str(uuid4())
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: asked.append(number)) if watch else None
    try:
        if not take_backtest(parts, backtest_id, run_id):
            return False
        _run(parts, BacktestLease(parts, backtest_id, run_id, stop_asked=lambda: bool(asked), watch=watch))
        return True
    finally:
        if watch:
            signal.signal(signal.SIGTERM, before)


def take_backtest(parts: TrialParts, backtest_id: str, run_id: str) -> bool:
    """Take a trial that waits or fell silent, unless as many as may are running already."""
    now = parts.clock.now()
    with parts.database.writing() as session:
        trials = _open_trials(session, lock=True)
        trial = next((each for each in trials if each.backtest_id == backtest_id), None)
        running = [each for each in trials if _is_running(each, parts)]
        if trial is None or trial in running or len(running) >= parts.settings.at_once:
            return False
        if trial.attempts >= MOST_ATTEMPTS:
            fail(trial, parts, [*trial.problems, text("trial.gone-silent", attempts=trial.attempts)])
            return False
        trial.state, trial.run_id = BacktestState.RUNNING.value, run_id
        trial.attempts += 1
        trial.started_at = trial.started_at or now
        trial.running_until = now + timedelta(seconds=parts.settings.lease_s)
    return True


def note_end(parts: TrialParts, backtest_id: str, run_id: str, how: str) -> None:
    """Note that a trial's process has ended without ending the trial: once more, then it has failed."""
    with parts.database.writing() as session:
        trial = session.get(BacktestRow, backtest_id, with_for_update=True)
        if trial is None or trial.state not in _OPEN:
            return
        if trial.state == BacktestState.WAITING:
            # It ended before it took the trial, and would do so for ever.
            trial.attempts += 1
        elif trial.run_id != run_id:
            return
        problem = text("trial.process-ended", how=how)
        _log.warning("trial_process_ended", backtest_id=backtest_id, how=how, attempts=trial.attempts)
        if trial.attempts >= MOST_ATTEMPTS:
            fail(trial, parts, [*trial.problems, problem])
            return
        trial.state, trial.running_until = BacktestState.WAITING.value, None
        trial.problems = [*trial.problems, problem]


def fail(trial: BacktestRow, parts: TrialParts, problems: list[dict[str, str]]) -> None:
    """End a trial without a result, in the caller's transaction."""
    trial.state, trial.problems = BacktestState.FAILED.value, problems
    trial.finished_at, trial.running_until = parts.clock.now(), None


class BacktestProcess(Protocol):
    """A process that runs one trial."""

    def poll(self) -> int | None:
        """Give its exit code, below zero the signal that killed it; None while it runs."""
        ...


@dataclass(slots=True)
class _Started:
    backtest_id: str
    run_id: str
    process: BacktestProcess


def _open_trials(session: Session, *, lock: bool = False) -> Sequence[BacktestRow]:
    """Give the trials that have not ended, oldest first; locked, two processes cannot take at once."""
    found = select(BacktestRow).where(BacktestRow.state.in_(_OPEN))
    light = found.options(
        defer(BacktestRow.document), defer(BacktestRow.old_document), defer(BacktestRow.result)
    )
    oldest_first = light.order_by(BacktestRow.ordered_at, BacktestRow.backtest_id)
    return session.scalars(oldest_first.with_for_update() if lock else oldest_first).all()


def _is_running(trial: BacktestRow, parts: TrialParts) -> bool:
    """Whether a process has the trial and has given a sign of life lately."""
    alive = trial.running_until is not None and trial.running_until > parts.clock.now()
    return trial.state == BacktestState.RUNNING and alive


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else str(code)


def _run(parts: TrialParts, lease: BacktestLease) -> None:
    try:
        run_backtest(parts, lease)
        _end(parts, lease, BacktestState.DONE, [])
    except RulesRefusedError as error:
        _end(parts, lease, BacktestState.FAILED, [{"sv": each, "en": each} for each in error.problems])
    except (RuleFileError, RulesNotTakenError) as error:
        _end(parts, lease, BacktestState.FAILED, [text("trial.rules-not-taken", why=str(error))])
    except BacktestTakenError:
        _log.warning("trial_taken_over", backtest_id=lease.backtest_id)
    except BacktestStoppedError:
        _give_back(parts, lease)
    finally:
        lease.close()


def _end(
    parts: TrialParts, lease: BacktestLease, state: BacktestState, problems: list[dict[str, str]]
) -> None:
    with parts.database.writing() as session:
        ending = {"state": state.value, "problems": problems, "finished_at": parts.clock.now()}
        lease.write(session, ending | {"running_until": None})
    _log.info("trial_ended", backtest_id=lease.backtest_id, state=state.value)


def _give_back(parts: TrialParts, lease: BacktestLease) -> None:
    with parts.database.writing() as session:
        trial = session.get(BacktestRow, lease.backtest_id, with_for_update=True)
        if trial is None or trial.state != BacktestState.RUNNING or trial.run_id != lease.run_id:
            return
        trial.state, trial.running_until = BacktestState.WAITING.value, None
        trial.attempts -= 1
    _log.info("trial_given_back", backtest_id=lease.backtest_id)
