"""The points that an application gets by the call's criteria, added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_service.domain.proposal import CriterionFinding


@dataclass(frozen=True, slots=True)
class Points:
    """Points that are sure, those not ruled out by what is not stated, and all that there are to get."""

    known: int
    possible: int
    max: int

    @property
    def unknown(self) -> int:
        """The points that hang on what is not stated."""
        return self.possible - self.known


def points_key(points: Points | None) -> tuple[bool, int, int]:
    """Give a sorting key: most sure points first, then those that could get most; no points at all comes last."""
    return (True, 0, 0) if points is None else (False, -points.known, -points.possible)


def sum_points(criteria: Sequence[CriterionFinding]) -> Points | None:
    """Add up what the criteria give one application; None where no criterion was for it."""
    if not criteria:
        return None
    return Points(
        known=sum(each.points for each in criteria),
        possible=sum(each.possible_points for each in criteria),
        max=sum(each.max_points for each in criteria),
    )
