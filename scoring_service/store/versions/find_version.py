"""Finding one version, or what numbers a name has, with or without holding it still for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from scoring_service.domain.versions.errors import VersionNotFoundError, VersionTakenError
from scoring_service.domain.versions.states import LASTING
from scoring_service.store.tables import ManagedVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def find_version(session: Session, version_id: str, *, lock: bool = False) -> ManagedVersion:
    """Give a version by its id; ``lock`` holds it until the transaction ends.

    Raises:
        VersionNotFoundError: there is none with this id.
    """
    try:
        key = str(UUID(version_id))
    except ValueError as error:
        raise VersionNotFoundError(version_id) from error
    row = session.get(ManagedVersion, key, with_for_update=lock or None)
    if row is None:
        raise VersionNotFoundError(version_id)
    return row


def version_of_number(session: Session, name: str, version: int) -> ManagedVersion | None:
    """Give the version of a name that has this number."""
    of_number = select(ManagedVersion).where(ManagedVersion.name == name, ManagedVersion.version == version)
    return session.scalars(of_number).one_or_none()


def approved_by_hash(session: Session, sha256: str) -> ManagedVersion | None:
    """Give the version with these rules that was approved, put away since or not."""
    lasting = [state.value for state in LASTING]
    same = select(ManagedVersion).where(ManagedVersion.sha256 == sha256, ManagedVersion.state.in_(lasting))
    return session.scalars(same).one_or_none()


def known_names(session: Session) -> Sequence[str]:
    """Name every rule set of which there is a version."""
    return session.scalars(select(ManagedVersion.name).distinct().order_by(ManagedVersion.name)).all()


def require_free_number(session: Session, name: str, version: int, *, except_for: str | None = None) -> None:
    """See to that no other version of the name has this number.

    Raises:
        VersionTakenError: naming the next number that is free.
    """
    found = version_of_number(session, name, version)
    if found is not None and found.version_id != except_for:
        highest = select(func.max(ManagedVersion.version)).where(ManagedVersion.name == name)
        raise VersionTakenError(name, version, (session.scalar(highest) or 0) + 1)
