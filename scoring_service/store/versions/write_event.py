"""Writing to the log of versions, and reading from it who has written one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from scoring_service.domain.versions.states import WRITING
from scoring_service.store.tables import VersionEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.domain.versions.states import EventKind
    from scoring_service.store.tables import ManagedVersion


def write_event(
    session: Session,
    kind: EventKind,
    version: ManagedVersion,
    *,
    by: str,
    at: datetime,
    call_code: str | None = None,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line about a version; ``details`` are JSON values."""
    session.add(
        VersionEvent(
            at=at,
            by=by,
            kind=kind.value,
            version_id=version.version_id,
            name=version.name,
            call_code=call_code,
            reason=reason,
            details={"version": version.version, "sha256": version.sha256, **(details or {})},
        )
    )


def writers_of(session: Session, version_id: str) -> Sequence[str]:
    """Name everybody who has written the document or a part of it, the first first."""
    kinds = [kind.value for kind in WRITING]
    events = select(VersionEvent.by).where(
        VersionEvent.version_id == version_id, VersionEvent.kind.in_(kinds)
    )
    return list(dict.fromkeys(session.scalars(events.order_by(VersionEvent.event_id))))
