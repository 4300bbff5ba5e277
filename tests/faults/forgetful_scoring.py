"""Scoring's worker with its memory of crashes off, as Celery alone would have it: ``python -m tests.faults.forgetful_scoring``.

FAULTS maps references to how evaluating them ends, as for ``deadly_scoring``.
"""

from __future__ import annotations

from prescreen_shared.plumbing.inbox import Delivery
from scoring_service.parts import ScoringParts
from scoring_service.screenings import chunks
from scoring_service.screenings.chunks import Beginning
from tests.faults.deadly_scoring import main


def begin_as_if_new(parts: ScoringParts, chunk_id: str, delivery: Delivery) -> Beginning:  # noqa: ARG001 - as begin_chunk
    """Leave no trace of the delivery, and look for none."""
    return Beginning.JUDGE


if __name__ == "__main__":
    setattr(chunks, "begin_chunk", begin_as_if_new)  # noqa: B010 - it is no part of that module's interface
    main("worker")
