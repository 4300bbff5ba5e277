"""Where an application stands among all that its administrations have sent: counted against quota and own ranking."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Standing:
    """One administration's count, quota and ranking, as they concern one of its applications.

    ``grant_type`` is None where the quota is for all grant types together. ``quota`` None means no quota.
    ``ranked`` counts those of its own applications that it has ranked within the same bounds, ``ranks`` whether there are any.
    ``rank`` is the application's place in the ranking, 1 for the first, whatever the grant type; None where it has none.
    """

    administration: str
    grant_type: str | None
    applications: int
    quota: int | None
    ranks: bool
    ranked: int
    in_ranking: bool
    rank: int | None = None

    @property
    def over_quota(self) -> bool:
        """Whether the administration has sent more than may be granted."""
        return self.quota is not None and self.applications > self.quota

    @property
    def ranking_too_long(self) -> bool:
        """Whether it wants more considered than may be granted."""
        return self.quota is not None and self.ranked > self.quota

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values, that ``from_json`` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Standing:
        """Give what ``to_json`` stored."""
        return cls(**stored)
