"""What the scheduler does for trials: starts a process for each that is due, and notes those that died."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from scoring_service.trials.run_trial import is_running, note_end, open_trials

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.trials.parts import TrialParts


class TrialProcess(Protocol):
    """A process that runs one trial."""

    def poll(self) -> int | None:
        """Give its exit code, below zero the signal that killed it; None while it runs."""
        ...


def start_process(backtest_id: str, run_id: str) -> subprocess.Popen[bytes]:
    """Start the process of one trial, with this process's environment."""
    command = [sys.executable, "-m", "scoring_service.main", "trial", backtest_id, run_id]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


@dataclass(slots=True)
class _Started:
    backtest_id: str
    run_id: str
    process: TrialProcess


class TrialStarter:
    """Keeps trials going; its processes give their trials back when the scheduler that has it is gone."""

    def __init__(self, parts: TrialParts, start: Callable[[str, str], TrialProcess] = start_process) -> None:
        self._parts = parts
        self._start = start
        self._started: list[_Started] = []

    def start_due(self) -> bool:
        """Note which processes have ended, start those that are due; never True, for a trial takes its time."""
        self._note_ended()
        with self._parts.database.reading() as session:
            trials = open_trials(session)
        own = {each.backtest_id for each in self._started}
        busy = own | {trial.backtest_id for trial in trials if is_running(trial, self._parts)}
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


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else str(code)
