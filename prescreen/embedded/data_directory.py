"""The folder that holds everything one machine keeps, locked so that only one instance runs on it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from prescreen.embedded.errors import DataDirectoryInUseError

_SOCKET = "broker.sock"
_SECRET_BYTES = 32
_LONGEST_SOCKET_PATH = 100
"""In bytes; the kernel's limit is 104 to 108, and the broker adds a suffix while it starts."""


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
