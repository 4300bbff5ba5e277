"""Processes of the product that a test starts, stops in good order, or kills as a machine that goes out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Killable:
    """Named processes, each a group of its own with its children."""

    def __init__(self, log_file: Path, environment: Mapping[str, str]) -> None:
        self._log_file = log_file
        self._environment = {**os.environ, **environment}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *module: str) -> None:
        """Start ``python -m module…`` under a name."""
        with self._log_file.open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def pid_of(self, name: str) -> int:
        """Give the id of a running process."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """End a process and its children with SIGKILL."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self, name: str) -> float:
        """End a process with SIGTERM and give the seconds it took."""
        process = self._running.pop(name)
        began = time.monotonic()
        process.terminate()
        process.wait(90)
        return time.monotonic() - began

    def close(self) -> None:
        """Leave nothing running."""
        for name in list(self._running):
            self.kill(name)

    def last_words(self) -> str:
        """Give the end of what the processes wrote."""
        return self._log_file.read_text("utf-8", "replace")[-3_000:]


def wait_for(what: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; False when it did not within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return False
