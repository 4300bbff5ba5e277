"""Putting a version away: nobody can bring it into force any more, and calls that have it keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.errors import VersionInForceError, VersionLastingError
from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import EventKind, VersionState
from scoring_service.life.see_version import see_version
from scoring_service.store.versions.activations import hold_activations, version_for_all
from scoring_service.store.versions.find_version import find_version
from scoring_service.store.versions.write_event import write_event

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView


def archive_version(parts: LifeParts, version_id: str, *, by: str, reason: str | None = None) -> VersionView:
    """Put a version away, a draft too.

    Raises:
        VersionNotFoundError: there is no such version.
        VersionLastingError: it is archived already.
        VersionInForceError: calls to come are judged by it; another must be brought into force first.
        NobodyNamedError: ``by`` names nobody.
    """
    person, now = named(by), parts.clock.now()
    with parts.database.writing() as session:
        hold_activations(session)
        row = find_version(session, version_id, lock=True)
        if row.state == VersionState.ARCHIVED:
            raise VersionLastingError(row.name, row.version, row.state)
        in_force = version_for_all(session, row.name)
        if in_force is not None and in_force.version_id == row.version_id:
            raise VersionInForceError(row.name, row.version)
        row.state, row.archived_by, row.archived_at = VersionState.ARCHIVED.value, person, now
        row.revision += 1
        write_event(session, EventKind.ARCHIVED, row, by=person, at=now, reason=reason)
        session.flush()
        return see_version(session, row)
