"""The parts that every task of scoring works with, joined by whoever starts the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.domain.judge import RuleShelf
    from scoring_service.judging.open_judges import OpenJudges
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class ScreeningSettings:
    """How a screening is cut and watched; times in seconds.

    ``chunk_size`` applications are screened together, ``window`` chunks are on the queue at a time.
    ``lease_s`` is how long a chunk or a preparation may be silent before it is taken to be lost; it must be longer
    than one application takes. ``grace_s`` is waited for applications on their way before intake is asked.
    """

    chunk_size: int = 100
    window: int = 16
    lease_s: float = 30.0
    grace_s: float = 2.0
    preparing_lease_s: float = 150.0


@dataclass(frozen=True, slots=True)
class ScoringParts:
    """What the tasks need of the world."""

    database: Database
    clock: Clock
    shelf: RuleShelf
    judges: OpenJudges
    settings: ScreeningSettings
