"""The task ``intake.send_applications``: give scoring the revisions that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.store.send_applications import send_applications

if TYPE_CHECKING:
    from intake_service.parts import Parts
    from shared.plumbing.receive import Delivery


def answer_scoring(parts: Parts, delivery: Delivery) -> None:
    """Write the messages with what was asked for to the outbox."""
    with parts.database.writing() as session:
        send_applications(session, delivery.body, parts.clock, request_id=delivery.request_id)
