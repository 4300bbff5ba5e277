"""The time now, as a port, so that closing times and leases can be tested without waiting."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time now, always aware and in UTC."""

    def now(self) -> datetime:
        """Give the moment now in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the machine's time now in UTC."""
        return datetime.now(UTC)
