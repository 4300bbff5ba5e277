"""The parts that intake is made of, joined once at start and handed to whoever needs them."""

from dataclasses import dataclass, field

from intake_service.domain.resending import ResendPlan
from prescreen_shared.plumbing.database import Clock, Database

IDEMPOTENCY_KEEP_S = 7 * 86_400.0
"""How long the answer to a request with an ``Idempotency-Key`` is kept."""

LARGEST_BODY = 16 * 2**20
LARGEST_BUNDLE = 128 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest bodies that are read, in bytes."""

    body: int = LARGEST_BODY
    bundle: int = LARGEST_BUNDLE


@dataclass(frozen=True, slots=True)
class Parts:
    """What every entry to intake works with."""

    database: Database
    clock: Clock
    resending: ResendPlan = field(default_factory=ResendPlan)
    limits: Limits = field(default_factory=Limits)
    idempotency_keep_s: float = IDEMPOTENCY_KEEP_S
