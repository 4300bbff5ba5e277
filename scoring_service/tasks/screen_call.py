"""``scoring.screen_call``: keep the order with its manifest once; repeated, give again what is already found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scoring_service.store.manifest import keep_manifest, missing_revisions
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Screening
from scoring_service.tasks.gather import lock_screening, order_preparation
from scoring_service.tasks.send_results import send_results_again
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery


def screen_call(parts: ScoringParts, delivery: Delivery) -> None:
    """Begin a screening, or answer again for one that was begun before."""
    screening_id = str(UUID(delivery.body["screening_id"]))
    with parts.database.writing() as session:
        is_new = _keep_order(session, parts, screening_id, delivery)
        screening = lock_screening(session, screening_id)
        _take_note(screening, parts)
        if screening.state == ScreeningState.REFUSED:
            # The order is given again: the rules may have been mended.
            screening.state, screening.problems = ScreeningState.GATHERING, None
            _begin(session, parts, screening)
        elif is_new:
            _begin(session, parts, screening)
        state = screening.state
    if state in (ScreeningState.SCREENING, ScreeningState.DONE):
        send_results_again(parts, screening_id)


def _take_note(screening: Screening, parts: ScoringParts) -> None:
    """Note that intake has taken up a screening that was begun here: all that it finds is sent from now on."""
    if screening.based_on is not None and screening.acknowledged_at is None:
        screening.acknowledged_at, screening.announce_at = parts.clock.now(), None


def _begin(session: Session, parts: ScoringParts, screening: Screening) -> None:
    if not missing_revisions(session, screening):
        order_preparation(session, parts, screening)
        return
    # Most of what is missing is on its way on another queue, so it is not asked for at once.
    screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.settings.grace_s)


def _keep_order(session: Session, parts: ScoringParts, screening_id: str, delivery: Delivery) -> bool:
    body: dict[str, Any] = delivery.body
    row = {
        "screening_id": screening_id,
        "call_id": str(UUID(body["call"]["call_id"])),
        "call_code": body["call"]["code"],
        "state": ScreeningState.GATHERING.value,
        "call": body["call"],
        "rankings": body["rankings"],
        "register": body["register"],
        "decided_sums": body["decided_sums"],
        "rule_set_name": body["rule_set"],
        "rule_set_document": body.get("rule_set_document"),
        "wanted_sha256": body.get("rule_set_sha256"),
        "request_id": delivery.request_id,
        "asks": 0,
        "attempts": 0,
        "created_at": parts.clock.now(),
    }
    is_new = insert_missing(session, Screening, [row]) == 1
    if is_new:
        keep_manifest(session, screening_id, body["manifest"])
    return is_new
