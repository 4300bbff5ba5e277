"""Showing a row of a version, or of an activation, as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.states import ActivationKind, VersionState
from scoring_service.life.views import ActivationView, VersionView
from scoring_service.rule_files.problem import Problem
from scoring_service.store.tables import ManagedVersion
from scoring_service.store.versions.activations import calls_with, version_for_all
from scoring_service.store.versions.write_event import writers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from scoring_service.store.tables import Activation


def see_version(session: Session, row: ManagedVersion) -> VersionView:
    """Give a version as it stands in this transaction."""
    in_force = version_for_all(session, row.name)
    return VersionView(
        version_id=row.version_id,
        name=row.name,
        version=row.version,
        state=VersionState(row.state),
        document=row.document,
        sha256=row.sha256,
        author=row.author,
        writers=tuple(writers_of(session, row.version_id)),
        shipped=row.shipped,
        note=row.note,
        problems=None if row.problems is None else tuple(Problem(**each) for each in row.problems),
        revision=row.revision,
        created_at=row.created_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        checked_by=row.checked_by,
        checked_at=row.checked_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        archived_by=row.archived_by,
        archived_at=row.archived_at,
        in_force=in_force is not None and in_force.version_id == row.version_id,
        calls=tuple(calls_with(session, row.version_id)),
    )


def see_activation(session: Session, row: Activation, screenings: Sequence[str] = ()) -> ActivationView:
    """Give an activation as it was written."""
    version = None if row.version_id is None else session.get_one(ManagedVersion, row.version_id)
    return ActivationView(
        activation_id=row.activation_id,
        name=row.name,
        call_code=row.call_code,
        kind=ActivationKind(row.kind),
        version_id=row.version_id,
        version=None if version is None else version.version,
        sha256=row.sha256,
        by=row.by,
        at=row.at,
        reason=row.reason,
        screenings=tuple(screenings),
    )
