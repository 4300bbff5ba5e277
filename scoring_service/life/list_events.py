"""Reading the log: events of versions, and activations, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scoring_service.domain.versions.states import EventKind
from scoring_service.life.see_version import see_activation
from scoring_service.life.views import EventView
from scoring_service.store.tables import Activation, VersionEvent

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ActivationView

MOST = 500


def list_events(
    parts: LifeParts,
    *,
    version_id: str | None = None,
    name: str | None = None,
    call_code: str | None = None,
    most: int = MOST,
) -> tuple[EventView, ...]:
    """Give what happened to a version, to a name or for a call."""
    wanted = select(VersionEvent).order_by(VersionEvent.event_id.desc()).limit(most)
    if version_id is not None:
        wanted = wanted.where(VersionEvent.version_id == version_id)
    if name is not None:
        wanted = wanted.where(VersionEvent.name == name)
    if call_code is not None:
        wanted = wanted.where(VersionEvent.call_code == call_code)
    with parts.database.reading() as session:
        return tuple(_event(row) for row in session.scalars(wanted))


def list_activations(
    parts: LifeParts, *, name: str | None = None, call_code: str | None = None, most: int = MOST
) -> tuple[ActivationView, ...]:
    """Give what was brought into force, for a name or for a call."""
    wanted = select(Activation).order_by(Activation.activation_id.desc()).limit(most)
    if name is not None:
        wanted = wanted.where(Activation.name == name)
    if call_code is not None:
        wanted = wanted.where(Activation.call_code == call_code)
    with parts.database.reading() as session:
        return tuple(see_activation(session, row) for row in session.scalars(wanted))


def _event(row: VersionEvent) -> EventView:
    return EventView(
        event_id=row.event_id,
        at=row.at,
        by=row.by,
        kind=EventKind(row.kind),
        version_id=row.version_id,
        name=row.name,
        call_code=row.call_code,
        reason=row.reason,
        details=row.details,
    )
