"""From the truth of a criterion's levels to its points: those that are sure, and those that are not ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.find_missing import find_missing
from scoring_service.domain.truth import Truth
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Criterion


@dataclass(frozen=True, slots=True)
class CriterionDecision:
    """What a criterion gives one application; ``possible_points`` are never fewer than ``points``.

    ``level`` is the level that gives the sure points; None when none does. ``missing`` are names of facts, not stated,
    that could give more.
    """

    status: FindingStatus
    points: int
    possible_points: int
    level: int | None = None
    missing: tuple[str, ...] = ()


def decide_criterion(criterion: Criterion, truths: Sequence[Truth], values: Values) -> CriterionDecision:
    """Give the points of the highest true level, and what an unknown level above it could still give."""
    level = _highest(criterion, (number for number, truth in enumerate(truths) if truth is Truth.TRUE))
    points = 0 if level is None else criterion.levels[level].points
    unknown = [
        number
        for number, truth in enumerate(truths)
        if truth is Truth.UNKNOWN and criterion.levels[number].points > points
    ]
    possible = max((criterion.levels[number].points for number in unknown), default=points)
    missing = (name for number in unknown for name in find_missing(criterion.levels[number].when, values))
    return CriterionDecision(
        _status(points, possible), points, possible, level, tuple(dict.fromkeys(missing))
    )


def _status(points: int, possible: int) -> FindingStatus:
    if points < possible:
        return FindingStatus.UNDETERMINED
    return FindingStatus.MET if points else FindingStatus.NOT_MET


def _highest(criterion: Criterion, levels: Iterable[int]) -> int | None:
    return max(levels, key=lambda number: criterion.levels[number].points, default=None)
