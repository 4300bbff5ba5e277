"""One child process with its log file, which cannot outlive its owner."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GUARDIAN = Path(__file__).with_name("guardian.py")
_MARGIN_S = 5.0
"""How much longer than the grace the owner waits before it ends the guardian itself."""


class GuardedProcess:
    """A command under a guardian; start it, ask whether it runs, end it.

    ``grace_s`` is how many seconds it gets between SIGTERM and SIGKILL. ``log_file`` takes what it writes, and
    ``pid_file`` holds its process id while it runs. ``keep_open`` are file descriptors that it inherits.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log_file: Path,
        pid_file: Path,
        grace_s: float,
        keep_open: Sequence[int] = (),
    ) -> None:
        self._grace_s = grace_s
        self._pid_file = pid_file
        with log_file.open("ab") as log:
            self._guardian = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_GUARDIAN), str(pid_file), str(grace_s), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                pass_fds=tuple(keep_open),
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        """The command's exit code as a shell gives it (128 + signal when killed), None while it runs."""
        return self._guardian.poll()

    @property
    def pid(self) -> int | None:
        """The command's process id, None when it is not running (yet)."""
        try:
            return int(self._pid_file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def ask_to_stop(self) -> None:
        """Let the command end by itself within its grace; returns at once."""
        if self._guardian.stdin and not self._guardian.stdin.closed:
            self._guardian.stdin.close()

    def wait(self) -> None:
        """Wait until it has ended, at most its grace and a margin; then end it by force."""
        try:
            self._guardian.wait(self._grace_s + _MARGIN_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the command, all it started, and its guardian, at once."""
        if (pid := self.pid) is not None and self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        self.ask_to_stop()
        self._guardian.kill()
        # A signal may have interrupted another wait, whose lock a wait without a limit would never get.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._guardian.wait(_MARGIN_S)
