"""Keeps planned processes running: starts them, restarts those that end, stops them in reverse order."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from prescreen.embedded.errors import ProcessFailedError
from prescreen.embedded.guarded_process import GuardedProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from prescreen.embedded.data_directory import DataDirectory
    from prescreen.embedded.process_plan import ProcessPlan

_POLL_S = 0.1
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_STEADY_S = 30.0
"""A process that has run for this long counts as having started well."""
_BAD_STARTS_ALLOWED = 5
_KILLED = 128
_LOG_END_BYTES = 3000


class Supervisor:
    """The processes on one data directory; used by one thread, with a second one watching.

    A process that has ended is started again after a pause that doubles. One that keeps ending by itself soon after its
    start is given up, and ``check`` raises; one that somebody kills is started again for ever.
    """

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._kept: list[_KeptProcess] = []
        self._failure: ProcessFailedError | None = None
        self._finished = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, plans: Sequence[ProcessPlan], *, timeout_s: float = 60.0) -> None:
        """Start processes and wait until all of them are ready.

        Raises:
            ProcessFailedError: one of them keeps ending or is not ready in time.
        """
        started = [_KeptProcess(plan, self._data) for plan in plans]
        self._kept.extend(started)
        if not self._watcher.is_alive():
            self._watcher.start()
        ready_by = time.monotonic() + timeout_s
        for kept in started:
            while not kept.plan.is_ready():
                self.check()
                if time.monotonic() > ready_by:
                    raise kept.failure(f"is not ready after {timeout_s:.0f} seconds")
                time.sleep(_POLL_S)

    def check(self) -> None:
        """Raise what made the supervisor give up a process.

        Raises:
            ProcessFailedError: a process keeps ending.
        """
        if self._failure:
            raise self._failure

    def pid_of(self, name: str) -> int | None:
        """Give the id of a process by its name; None while it is being restarted."""
        return next(kept.process.pid for kept in self._kept if kept.plan.name == name)

    def stop(self, names: Sequence[str]) -> None:
        """Stop the named processes together, each within its grace; the last stop ends the watching too."""
        stopped = [kept for kept in self._kept if kept.plan.name in names]
        for kept in stopped:
            kept.end(GuardedProcess.ask_to_stop)
        for kept in stopped:
            kept.process.wait()
        self._kept = [kept for kept in self._kept if kept not in stopped]
        if not self._kept:
            self._finished.set()

    def kill(self) -> None:
        """End every process at once."""
        self._finished.set()
        for kept in self._kept:
            kept.end(GuardedProcess.kill)

    def _watch(self) -> None:
        while not self._finished.wait(_POLL_S):
            for kept in tuple(self._kept):
                if not kept.keep_running():
                    self._failure = kept.failure("keeps ending")
                    self._finished.set()


class _KeptProcess:
    """A planned process with the count of how often it ended soon after its start."""

    def __init__(self, plan: ProcessPlan, data: DataDirectory) -> None:
        self.plan = plan
        self._data = data
        self._bad_starts = 0
        self._early_ends = 0
        self._start_again_at: float | None = None
        # Stopping and restarting must not cross, and a signal may interrupt either in the same thread.
        self._changing = threading.RLock()
        self.process = self._start()
        self._is_wanted = True

    def keep_running(self) -> bool:
        """Start the process again when it has ended and its pause is over; False when it ends too often."""
        with self._changing:
            if not self._is_wanted or self.process.exit_code is None:
                return True
            if self._start_again_at is None:
                self._note_end()
                self._start_again_at = time.monotonic() + self._pause()
            elif time.monotonic() >= self._start_again_at:
                self._start_again_at = None
                self.process = self._start()
            return self._bad_starts <= _BAD_STARTS_ALLOWED

    def end(self, how: Callable[[GuardedProcess], None]) -> None:
        """End the process, and start it no more."""
        with self._changing:
            self._is_wanted = False
        how(self.process)

    def failure(self, what: str) -> ProcessFailedError:
        """Say what is wrong with the process, with the end of its log."""
        log_file = self._data.log_file(self.plan.name)
        return ProcessFailedError(self.plan.name, what, log_file, _end_of(log_file))

    def _pause(self) -> float:
        return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(self._early_ends, 10))

    def _note_end(self) -> None:
        early = time.monotonic() - self._started_at < _STEADY_S
        by_itself = (self.process.exit_code or 0) < _KILLED
        self._early_ends = self._early_ends + 1 if early else 0
        self._bad_starts = self._bad_starts + by_itself if early else 0
        with self._data.log_file(self.plan.name).open("a", encoding="utf-8") as log:
            log.write(
                f"prescreen: {self.plan.name} ended with {self.process.exit_code} and is started again\n"
            )

    def _start(self) -> GuardedProcess:
        self._started_at = time.monotonic()
        return GuardedProcess(
            self.plan.command,
            environment={**os.environ, **self.plan.environment},
            log_file=self._data.log_file(self.plan.name),
            pid_file=self._data.pid_file(self.plan.name),
            grace_s=self.plan.grace_s,
            keep_open=self.plan.keep_open,
        )


def _end_of(log_file: Path) -> str:
    with log_file.open("rb") as log:
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - _LOG_END_BYTES))
        return log.read().decode("utf-8", errors="replace")
