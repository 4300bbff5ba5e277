"""A criterion tried on its own cases: whether each gives the points that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.decide_criterion import decide_criterion
from scoring_service.domain.referee import build_judge
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from scoring_service.domain.decide_criterion import CriterionDecision
    from scoring_service.domain.rule_set import Criterion, CriterionCase


def criterion_case_faults(criterion: Criterion) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0, and what the criterion gives instead."""
    found = ((number, _fault(criterion, case)) for number, case in enumerate(criterion.cases))
    return [(number, fault) for number, fault in found if fault is not None]


def _fault(criterion: Criterion, case: CriterionCase) -> Sentence | None:
    truths = [build_judge(level.when)(case.facts) for level in criterion.levels]
    given = decide_criterion(criterion, truths, case.facts)
    if (given.points, given.possible_points) == (case.points, case.possible_points):
        return None
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: kriteriet ger {_points(given, 'poäng', 'möjliga', 'saknas')}",
        f"the case ”{case.title}” does not hold: the criterion gives {_points(given, 'points', 'possible', 'missing')}",
    )


def _points(given: CriterionDecision, points: str, possible: str, missing: str) -> str:
    parts = [f"{given.points} {points}"]
    if given.possible_points != given.points:
        parts.append(f"{possible} {given.possible_points}")
    if given.missing:
        parts.append(f"{missing}: {', '.join(given.missing)}")
    return ", ".join(parts)
