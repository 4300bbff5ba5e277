"""Scoring's worker with its memory of crashes off, as Celery alone would have it: ``python -m tests.faults.forgetful_scoring``.

FAULTS maps references to how evaluating them ends, as for ``deadly_scoring``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.tasks import screen_chunk
from scoring_service.tasks.begin_chunk import Beginning
from tests.faults.deadly_scoring import main

if TYPE_CHECKING:
    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery


def begin_as_if_new(parts: ScoringParts, chunk_id: str, delivery: Delivery) -> Beginning:  # noqa: ARG001 - as begin_chunk
    """Leave no trace of the delivery, and look for none."""
    return Beginning.JUDGE


if __name__ == "__main__":
    setattr(screen_chunk, "begin_chunk", begin_as_if_new)  # noqa: B010 - it is no part of that module's interface
    main("worker")
