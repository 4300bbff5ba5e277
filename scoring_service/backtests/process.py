"""The processes of backtests: each takes its backtest, runs it and leaves it in a named state.

The scheduler starts one for each backtest that is due, and notes those that died.
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
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import BacktestRow, BacktestState

MOST_ATTEMPTS: Final = 2
"""So many processes may begin a backtest and not end it before it has failed."""
_OPEN: Final = (BacktestState.WAITING, BacktestState.RUNNING)
_log = structlog.get_logger(__name__)


def start_process(backtest_id: str, run_id: str) -> subprocess.Popen[bytes]:
    """Start the process of one backtest, with this process's environment."""
    command = [sys.executable, "-m", "scoring_service.main", "backtest", backtest_id, run_id]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


class BacktestStarter:
    """Keeps backtests going; its processes give their backtests back when the scheduler that has it is gone."""

    def __init__(
        self, parts: ScoringParts, start: Callable[[str, str], BacktestProcess] = start_process
    ) -> None:
        self._parts = parts
        self._start = start
        self._started: list[_Started] = []

    def start_due(self) -> bool:
        """Note which processes have ended, start those that are due; never True, for a backtest takes its time."""
        self._note_ended()
        with self._parts.database.reading() as session:
            backtests = _open_backtests(session)
        own = {each.backtest_id for each in self._started}
        busy = own | {backtest.backtest_id for backtest in backtests if _is_running(backtest, self._parts)}
        due = [backtest.backtest_id for backtest in backtests if backtest.backtest_id not in busy]
        for backtest_id in due[: max(0, self._parts.backtests.at_once - len(busy))]:
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


def run_process(
    parts: ScoringParts, backtest_id: str, run_id: str | None = None, *, watch: bool = False
) -> bool:
    """Run a backtest that nobody runs; False when there was nothing to do.

    ``watch`` is for a process that does nothing else: it stops on SIGTERM, and ends itself when it hangs. Whatever it raises leaves the backtest to be begun once more, or to be told as failed by ``note_end``.
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


def take_backtest(parts: ScoringParts, backtest_id: str, run_id: str) -> bool:
    """Take a backtest that waits or fell silent, unless as many as may are running already."""
    now = parts.clock.now()
    with parts.database.writing() as session:
        backtests = _open_backtests(session, lock=True)
        backtest = next((each for each in backtests if each.backtest_id == backtest_id), None)
        running = [each for each in backtests if _is_running(each, parts)]
        if backtest is None or backtest in running or len(running) >= parts.backtests.at_once:
            return False
        if backtest.attempts >= MOST_ATTEMPTS:
            fail(
                backtest,
                parts,
                [*backtest.problems, text("backtest.gone-silent", attempts=backtest.attempts)],
            )
            return False
        backtest.state, backtest.run_id = BacktestState.RUNNING.value, run_id
        backtest.attempts += 1
        backtest.started_at = backtest.started_at or now
        backtest.running_until = now + timedelta(seconds=parts.backtests.lease_s)
    return True


def note_end(parts: ScoringParts, backtest_id: str, run_id: str, how: str) -> None:
    """Note that a backtest's process has ended without ending the backtest: once more, then it has failed."""
    with parts.database.writing() as session:
        backtest = session.get(BacktestRow, backtest_id, with_for_update=True)
        if backtest is None or backtest.state not in _OPEN:
            return
        if backtest.state == BacktestState.WAITING:
            # It ended before it took the backtest, and would do so for ever.
            backtest.attempts += 1
        elif backtest.run_id != run_id:
            return
        problem = text("backtest.process-ended", how=how)
        _log.warning("backtest_process_ended", backtest_id=backtest_id, how=how, attempts=backtest.attempts)
        if backtest.attempts >= MOST_ATTEMPTS:
            fail(backtest, parts, [*backtest.problems, problem])
            return
        backtest.state, backtest.running_until = BacktestState.WAITING.value, None
        backtest.problems = [*backtest.problems, problem]


def fail(backtest: BacktestRow, parts: ScoringParts, problems: list[dict[str, str]]) -> None:
    """End a backtest without a result, in the caller's transaction."""
    backtest.state, backtest.problems = BacktestState.FAILED.value, problems
    backtest.finished_at, backtest.running_until = parts.clock.now(), None


class BacktestProcess(Protocol):
    """A process that runs one backtest."""

    def poll(self) -> int | None:
        """Give its exit code, below zero the signal that killed it; None while it runs."""
        ...


@dataclass(slots=True)
class _Started:
    backtest_id: str
    run_id: str
    process: BacktestProcess


def _open_backtests(session: Session, *, lock: bool = False) -> Sequence[BacktestRow]:
    """Give the backtests that have not ended, oldest first; locked, two processes cannot take at once."""
    found = select(BacktestRow).where(BacktestRow.state.in_(_OPEN))
    light = found.options(
        defer(BacktestRow.document), defer(BacktestRow.old_document), defer(BacktestRow.result)
    )
    oldest_first = light.order_by(BacktestRow.ordered_at, BacktestRow.backtest_id)
    return session.scalars(oldest_first.with_for_update() if lock else oldest_first).all()


def _is_running(backtest: BacktestRow, parts: ScoringParts) -> bool:
    """Whether a process has the backtest and has given a sign of life lately."""
    alive = backtest.running_until is not None and backtest.running_until > parts.clock.now()
    return backtest.state == BacktestState.RUNNING and alive


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else str(code)


def _run(parts: ScoringParts, lease: BacktestLease) -> None:
    try:
        run_backtest(parts, lease)
        _end(parts, lease, BacktestState.DONE, [])
    except RulesRefusedError as error:
        _end(parts, lease, BacktestState.FAILED, [{"sv": each, "en": each} for each in error.problems])
    except (RuleFileError, RulesNotTakenError) as error:
        _end(parts, lease, BacktestState.FAILED, [text("backtest.rules-not-taken", why=str(error))])
    except BacktestTakenError:
        _log.warning("backtest_taken_over", backtest_id=lease.backtest_id)
    except BacktestStoppedError:
        _give_back(parts, lease)
    finally:
        lease.close()


def _end(
    parts: ScoringParts, lease: BacktestLease, state: BacktestState, problems: list[dict[str, str]]
) -> None:
    with parts.database.writing() as session:
        ending = {"state": state.value, "problems": problems, "finished_at": parts.clock.now()}
        lease.write(session, ending | {"running_until": None})
    _log.info("backtest_ended", backtest_id=lease.backtest_id, state=state.value)


def _give_back(parts: ScoringParts, lease: BacktestLease) -> None:
    with parts.database.writing() as session:
        backtest = session.get(BacktestRow, lease.backtest_id, with_for_update=True)
        if backtest is None or backtest.state != BacktestState.RUNNING or backtest.run_id != lease.run_id:
            return
        backtest.state, backtest.running_until = BacktestState.WAITING.value, None
        backtest.attempts -= 1
    _log.info("backtest_given_back", backtest_id=lease.backtest_id)
