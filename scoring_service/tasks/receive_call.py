"""``scoring.receive_call``: keep a call as it was opened; no screening rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from scoring_service.store.tables import KnownCall
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery

_log = structlog.get_logger(__name__)


def receive_call(parts: ScoringParts, delivery: Delivery) -> None:
    """Keep a call once; its terms do not change while it is open."""
    call = delivery.body["call"]
    row = {
        "call_id": str(UUID(call["call_id"])),
        "code": call["code"],
        "call": call,
        "register": delivery.body["register"],
        "rule_set_name": delivery.body["rule_set"],
        "received_at": parts.clock.now(),
    }
    with parts.database.writing() as session:
        new = insert_missing(session, KnownCall, [row])
    _log.info("call_received", call_id=row["call_id"], new=bool(new))
