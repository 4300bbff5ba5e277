"""Which versions are offered to be tried, and in which order: what somebody is most likely to try stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.versions.states import VersionState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.life.views import VersionView

_FIRST: Final = (VersionState.CHECKED, VersionState.DRAFT, VersionState.APPROVED)


def to_try(versions: Iterable[VersionView], name: str | None = None) -> list[VersionView]:
    """Give the versions that are not put away: those of ``name`` first, then by state, the last changed first."""
    offered = [each for each in versions if each.state in _FIRST]
    newest = sorted(offered, key=lambda each: each.changed_at, reverse=True)
    return sorted(newest, key=lambda each: (each.name != name, _FIRST.index(each.state)))
