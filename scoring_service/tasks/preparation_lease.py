"""The sign of life of a preparation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.store.tables import Screening
    from scoring_service.tasks.parts import ScoringParts


def renew_preparation(parts: ScoringParts, screening: Screening) -> None:
    """Keep the sweeper from beginning it again, in the caller's transaction."""
    screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.settings.preparing_lease_s)
