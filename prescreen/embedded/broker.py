"""The embedded broker: a Valkey or Redis server on a Unix socket, told to lose as little as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import redis

from prescreen.embedded.broker_binary import broker_version, find_broker_binary, note_version
from prescreen.embedded.process_plan import ProcessPlan

if TYPE_CHECKING:
    from pathlib import Path

    from prescreen.embedded.data_directory import DataDirectory

BROKER = "broker"


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
    earlier = note_version(data.broker, broker_version(binary))
    socket = data.broker_socket
    command = (str(binary), *_options(data.broker, socket))
    # The server keeps the directory's lock: nobody else can start one while it runs.
    plan = ProcessPlan(BROKER, command, is_ready=lambda: answers(socket), keep_open=(data.lock,), grace_s=10)
    return plan, earlier


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


def answers(socket: Path) -> bool:
    """Tell whether a server on the socket answers, its append-only file read."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
