"""When an order without an answer is sent again, and when nobody waits for it any longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class ResendPlan:
    """How patiently to wait; all times in seconds.

    The first pause is ``first_s``, each next one twice as long up to ``longest_s``. After ``most`` sendings
    without progress, or ``deadline_s`` after the start, whatever has no answer is stuck.
    """

    first_s: float = 30.0
    longest_s: float = 600.0
    most: int = 12
    deadline_s: float = 6 * 3600.0

    def next_at(self, now: datetime, deliveries: int) -> datetime:
        """Give the moment of the next sending, after ``deliveries`` of them."""
        pause = min(self.first_s * 2 ** min(max(deliveries - 1, 0), 30), self.longest_s)
        return now + timedelta(seconds=pause)

    def deadline_at(self, started_at: datetime) -> datetime:
        """Give the moment after which nobody waits."""
        return started_at + timedelta(seconds=self.deadline_s)

    def is_over(self, now: datetime, deliveries: int, deadline_at: datetime) -> bool:
        """Tell whether waiting has ended."""
        return deliveries >= self.most or now >= deadline_at
