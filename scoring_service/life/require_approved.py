"""Seeing to that a version may come into force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.errors import NotApprovedError, ReasonMissingError
from scoring_service.domain.versions.states import VersionState

if TYPE_CHECKING:
    from scoring_service.store.tables import ManagedVersion


def require_approved(row: ManagedVersion) -> None:
    """See to that a version is approved and not put away.

    Raises:
        NotApprovedError: it is not.
    """
    if row.state != VersionState.APPROVED:
        raise NotApprovedError(row.name, row.version, row.state)


def given(reason: str) -> str:
    """Give the reason for a change without needless blanks.

    Raises:
        ReasonMissingError: it is empty.
    """
    if not reason.strip():
        raise ReasonMissingError()
    return reason.strip()
