"""Reading versions: one, those of a name or in a state, and every name at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scoring_service.life.see_version import see_version
from scoring_service.life.views import RuleSetView
from scoring_service.store.tables import ManagedVersion
from scoring_service.store.versions.activations import version_for_all
from scoring_service.store.versions.find_version import find_version, known_names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.domain.versions.states import VersionState
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView


def list_versions(
    parts: LifeParts, *, name: str | None = None, state: VersionState | None = None
) -> tuple[VersionView, ...]:
    """Give versions by name, the highest number first."""
    wanted = select(ManagedVersion).order_by(ManagedVersion.name, ManagedVersion.version.desc())
    if name is not None:
        wanted = wanted.where(ManagedVersion.name == name)
    if state is not None:
        wanted = wanted.where(ManagedVersion.state == state.value)
    with parts.database.reading() as session:
        return tuple(see_version(session, row) for row in session.scalars(wanted))


def read_version(parts: LifeParts, version_id: str) -> VersionView:
    """Give one version.

    Raises:
        VersionNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        return see_version(session, find_version(session, version_id))


def list_rule_sets(parts: LifeParts) -> tuple[RuleSetView, ...]:
    """Give every name with what is in force and how many versions it has."""
    with parts.database.reading() as session:
        return tuple(_rule_set(session, name) for name in known_names(session))


def _rule_set(session: Session, name: str) -> RuleSetView:
    of_name = select(ManagedVersion).where(ManagedVersion.name == name)
    rows = session.scalars(of_name.order_by(ManagedVersion.version.desc())).all()
    in_force = version_for_all(session, name)
    return RuleSetView(
        name=name,
        in_force=None if in_force is None else see_version(session, in_force),
        newest=see_version(session, rows[0]),
        versions=len(rows),
    )
