"""Answering scoring's request for revisions that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from intake_service.store.snapshot import send_snapshots, stored_snapshots
from intake_service.store.tables import Alarm
from shared.plumbing.parking import raise_alarm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from shared.plumbing.clock import Clock


def send_applications(
    session: Session, body: Mapping[str, Any], clock: Clock, *, request_id: str | None = None
) -> int:
    """Send the revisions asked for and give their number; what intake never had raises an alarm."""
    wanted = [(UUID(application_id), revision) for application_id, revision in body["missing"]]
    snapshots = stored_snapshots(session, wanted)
    send_snapshots(session, UUID(body["call_id"]), snapshots, clock, request_id=request_id)
    if len(snapshots) < len(set(wanted)):
        details = {"asked": len(set(wanted)), "had": len(snapshots)}
        raise_alarm(session, Alarm, "revision-unknown", body["screening_id"], details, clock)
    return len(snapshots)
