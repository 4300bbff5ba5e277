"""One fake for each port; a fake passes the same contract tests as the real part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.outbox import PublishError


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self, now: datetime = datetime(2017, 11, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """Give the moment that was set."""
        return self._now

    def set(self, now: datetime) -> None:
        """Put the clock at a moment."""
        self._now = now

    def advance(self, **delta: float) -> None:
        """Move the clock on, as ``timedelta`` takes it."""
        self._now += timedelta(**delta)


class RecordingPublisher:
    """A publisher that keeps what it was given, and can be absent like a broker that is down."""

    def __init__(self) -> None:
        self.published: list[tuple[TaskName, dict[str, Any]]] = []
        self.absent = False
        self.absent_after: int | None = None

    def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
        """Keep the message.

        Raises:
            PublishError: the fake was told to be absent, or has taken ``absent_after`` messages.
        """
        if self.absent or (self.absent_after is not None and len(self.published) >= self.absent_after):
            raise PublishError(f"{task.value}: the broker is absent")
        self.published.append((task, dict(message)))
