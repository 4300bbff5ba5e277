"""Writing to the append-only log of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.store.tables import EventRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def log_event(
    session: Session,
    kind: str,
    at: datetime,
    *,
    call_id: UUID | None = None,
    application_id: UUID | None = None,
    request_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one line to the log in the caller's transaction; ``facts`` are JSON values."""
    session.add(
        EventRow(
            at=at,
            kind=kind,
            call_id=call_id,
            application_id=application_id,
            request_id=request_id,
            facts=dict(facts or {}),
        )
    )
