"""A broker of a test's own: on a Unix socket, killed, emptied and started again as the test likes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from prescreen.embedded.broker import find_broker_binary


class OwnBroker:
    """A Valkey or Redis server that keeps an append-only file in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "broker.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis+socket://{self._socket}?virtual_host=0"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
        }
        command = [
            find_broker_binary(),
            *(part for key, value in options.items() for part in (f"--{key}", value)),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError("the broker did not start")

    def kill(self) -> None:
        """End the server with SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    def freeze(self) -> None:
        """Stop the server without closing its connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def restart_empty(self) -> None:
        """Kill the server and start it without anything that it knew."""
        self.kill()
        for left in self._folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self.start()

    def client(self) -> redis.Redis:
        """Give a connection of its own."""
        return redis.Redis(unix_socket_path=str(self._socket), socket_timeout=5)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except (redis.RedisError, OSError):
            return False


@contextmanager
def own_broker() -> Iterator[OwnBroker]:
    """Run a broker for one test."""
    # A socket's path may not exceed about 100 bytes, so the test's own folder is too deep.
    folder = Path(tempfile.mkdtemp(prefix="broker-"))
    broker = OwnBroker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.thaw()
        broker.kill()
        shutil.rmtree(folder, ignore_errors=True)
