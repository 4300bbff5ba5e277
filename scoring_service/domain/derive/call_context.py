"""What the rest of the call means for one application, kept between the pass over the call and the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scoring_service.domain.derive.standing import Standing


@dataclass(frozen=True, slots=True)
class CallContext:
    """Facts about one application that only the whole call can give.

    ``similar`` are references of applications for the same thing, at most the first 20 of ``similar_count``.
    ``arrivals_recorded`` says that the call keeps times of arrival, so that a missing one is a gap.
    """

    standings: tuple[Standing, ...] = ()
    similar: tuple[str, ...] = ()
    similar_count: int = 0
    arrivals_recorded: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values, that ``from_json`` takes."""
        return {
            "standings": [standing.to_json() for standing in self.standings],
            "similar": list(self.similar),
            "similar_count": self.similar_count,
            "arrivals_recorded": self.arrivals_recorded,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> CallContext:
        """Give what ``to_json`` stored."""
        return cls(
            standings=tuple(Standing.from_json(standing) for standing in stored["standings"]),
            similar=tuple(stored["similar"]),
            similar_count=stored["similar_count"],
            arrivals_recorded=stored["arrivals_recorded"],
        )
