"""What intake sends: calls as they are made, changed and opened, applications as they come, and the order to screen exactly the revisions that it names.

Everything is kept once and may come again. A screening goes on when every revision of its manifest is here; what lacks is
asked for at growing intervals. An order repeated gives again what is already found.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import insert_missing
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import enqueue
from scoring_service.parts import ScoringParts
from scoring_service.screenings.check_call import check_call
from scoring_service.screenings.sending import send_verdicts_again
from scoring_service.store.applications import (
    keep_applications,
    keep_manifest,
    lock_screening,
    missing_revisions,
)
from scoring_service.store.tables import Alarm, KnownApplication, KnownCall, Outbox, Screening, ScreeningState

ASKED_AT_A_TIME: Final = 500
FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
MOST_DOUBLINGS: Final = 30
ASKS_BEFORE_ALARM: Final = 8
_log = structlog.get_logger(__name__)


def receive_applications(parts: ScoringParts, delivery: Delivery) -> None:
    """Keep each revision once; a repeated message changes nothing."""
    call_id = str(UUID(delivery.body["call_id"]))
    with parts.database.writing() as session:
        receipt = keep_applications(session, call_id, delivery.body["applications"], parts.clock.now())
        for application_id in receipt.differing:
            # The first is kept: verdicts may rest on it.
            details = {"call_id": call_id, "message_id": delivery.message_id}
            raise_alarm(session, Alarm, "revision-differs", application_id, details, parts.clock)
    _log.info("applications_received", call_id=call_id, new=receipt.new, repeated=receipt.repeated)
    _go_on(parts, call_id)


def receive_call(parts: ScoringParts, delivery: Delivery) -> None:
    """Keep a call as it was told last, and answer whether its rules fit it; an older sending that comes late changes nothing."""
    body = delivery.body
    call = body["call"]
    row = {
        "call_id": str(UUID(call["call_id"])),
        "code": call["code"],
        "call": call,
        "register": body["register"],
        "rule_set_name": body["rule_set"],
        "received_at": parts.clock.now(),
        "number": body.get("number"),
        "rules_as_of": read_moment(body.get("rules_as_of")),
        "check_due_at": None,
    }
    with parts.database.writing() as session:
        new = insert_missing(session, KnownCall, [row])
        known = session.get_one(KnownCall, row["call_id"], with_for_update=True)
        if not new and (row["number"] or 0) > (known.number or 0):
            for name, value in row.items():
                setattr(known, name, value)
        if known.number is not None and known.number == row["number"]:
            # Sent again: the answer may have been lost.
            known.check_due_at = parts.clock.now()
    _log.info("call_received", call_id=row["call_id"], new=bool(new), number=row["number"])
    check_call(parts, row["call_id"])


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
        send_verdicts_again(parts, screening_id)


def ask_for_missing(parts: ScoringParts, screening_id: str) -> None:
    """Let a screening go on if it is complete, else ask intake for what is missing, at growing intervals."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.GATHERING:
            return
        missing = missing_revisions(session, screening)
        if not missing:
            _order_preparation(session, parts, screening)
            return
        if _are_arriving(session, parts, screening):
            screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.screening.grace_s)
            return
        _ask(session, parts, screening, missing)


def send_preparation(
    session: Session, parts: ScoringParts, screening: Screening, *, missed_after_s: float
) -> None:
    """Send the order to prepare a screening; the sweeper sends it again where nothing has begun in time."""
    screening.next_step_at = parts.clock.now() + timedelta(seconds=missed_after_s)
    body = {"screening_id": screening.screening_id}
    enqueue(session, Outbox, TaskName.PREPARE_SCREENING, body, parts.clock, request_id=screening.request_id)


def read_moment(written: str | None) -> datetime | None:
    """Read a moment of a message, in UTC; None where none is stated."""
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)


def growing_wait(times: int, first_s: float = FIRST_WAIT_S) -> timedelta:
    """Give how long to wait after so many vain attempts: each time twice as long, up to ``LONGEST_WAIT_S``."""
    return timedelta(seconds=min(first_s * 2.0 ** min(times, MOST_DOUBLINGS), LONGEST_WAIT_S))


def _go_on(parts: ScoringParts, call_id: str) -> None:
    # After the commit above: two deliveries that complete a manifest together must see each other's rows.
    waiting = select(Screening.screening_id).where(
        Screening.call_id == call_id, Screening.state == ScreeningState.GATHERING
    )
    with parts.database.reading() as session:
        screening_ids = session.scalars(waiting).all()
    for screening_id in screening_ids:
        _start_when_complete(parts, screening_id)


def _start_when_complete(parts: ScoringParts, screening_id: str) -> None:
    """Let a screening go on if nothing is missing any more; asks for nothing."""
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state == ScreeningState.GATHERING and not missing_revisions(session, screening):
            _order_preparation(session, parts, screening)


def _order_preparation(session: Session, parts: ScoringParts, screening: Screening) -> None:
    """Send a screening on to its preparation, in the caller's transaction."""
    screening.state = ScreeningState.PREPARING
    screening.attempts = 0
    # A message that is lost before anything began is missed sooner than a preparation that is long.
    send_preparation(session, parts, screening, missed_after_s=parts.screening.lease_s)


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
        "rules_as_of": read_moment(body.get("rules_as_of")),
        "request_id": delivery.request_id,
        "asks": 0,
        "attempts": 0,
        "created_at": parts.clock.now(),
    }
    is_new = insert_missing(session, Screening, [row]) == 1
    if is_new:
        keep_manifest(session, screening_id, body["manifest"])
    return is_new


def _take_note(screening: Screening, parts: ScoringParts) -> None:
    """Note that intake has taken up a screening that was begun here: all that it finds is sent from now on."""
    if screening.based_on is not None and screening.acknowledged_at is None:
        screening.acknowledged_at, screening.announce_at = parts.clock.now(), None


def _begin(session: Session, parts: ScoringParts, screening: Screening) -> None:
    if not missing_revisions(session, screening):
        _order_preparation(session, parts, screening)
        return
    # Most of what is missing is on its way on another queue, so it is not asked for at once.
    screening.next_step_at = parts.clock.now() + timedelta(seconds=parts.screening.grace_s)


def _are_arriving(session: Session, parts: ScoringParts, screening: Screening) -> bool:
    """Tell whether some came a moment ago: what lacks is then most likely behind them, and asking would double it."""
    received_at = select(func.max(KnownApplication.received_at))
    latest = session.scalar(received_at.where(KnownApplication.call_id == screening.call_id))
    return latest is not None and latest > parts.clock.now() - timedelta(seconds=parts.screening.grace_s)


def _ask(
    session: Session, parts: ScoringParts, screening: Screening, missing: Sequence[tuple[str, int]]
) -> None:
    for start in range(0, len(missing), ASKED_AT_A_TIME):
        body = {
            "screening_id": screening.screening_id,
            "call_id": screening.call_id,
            "missing": [list(revision) for revision in missing[start : start + ASKED_AT_A_TIME]],
        }
        enqueue(
            session, Outbox, TaskName.SEND_APPLICATIONS, body, parts.clock, request_id=screening.request_id
        )
    screening.next_step_at = parts.clock.now() + growing_wait(screening.asks)
    screening.asks += 1
    _log.warning("applications_missing", screening_id=screening.screening_id, missing=len(missing))
    if screening.asks == ASKS_BEFORE_ALARM:
        details = {"missing": len(missing), "asked": screening.asks}
        raise_alarm(session, Alarm, "applications-missing", screening.screening_id, details, parts.clock)
