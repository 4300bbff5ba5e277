"""One of the screenings that a call has had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from intake_service.domain.proposal import RuleSetVersion


@dataclass(frozen=True, slots=True)
class ScreeningEntry:
    """One screening in the row of those that a call has had, ``number`` from 1 for the oldest.

    ``state`` is DeliveryState's word. ``based_on``, ``ordered_by`` and ``reason`` are None for the one that followed the
    closing of the call; for one made again they say of which, at whose request and why.
    """

    screening_id: str
    number: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    rule_set: RuleSetVersion | None
    based_on: str | None = None
    ordered_by: str | None = None
    reason: str | None = None
