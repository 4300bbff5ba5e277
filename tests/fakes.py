"""One fake for each port; a fake passes the same contract tests as the real part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


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
