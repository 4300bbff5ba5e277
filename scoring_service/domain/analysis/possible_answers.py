"""Which answers a rule or criterion can give at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.find_unreachable import answers
from scoring_service.domain.analysis.formula import Every, Some, opposite
from scoring_service.domain.analysis.space import Space
from scoring_service.domain.rule_set import Criterion
from scoring_service.domain.truth import Truth
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring_service.domain.analysis.find_unreachable import AnyLevel
    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.rule_set import FactDeclaration, Rule


def possible_answers(
    ground: Rule | Criterion, facts: Mapping[str, FactDeclaration]
) -> frozenset[FindingStatus]:
    """Give the answers that some application of the grant types can get. Raises UndecidedError."""
    space = Space(facts, (level.when for level in ground.levels), ground.grant_types)
    types = space.of_types(ground.grant_types)
    met, not_met = (
        _met(ground, space),
        Every(tuple(_says(level, Truth.FALSE, space) for level in ground.levels)),
    )
    asked = {
        FindingStatus.MET: met,
        FindingStatus.NOT_MET: not_met,
        FindingStatus.UNDETERMINED: Every((opposite(met), opposite(not_met))),
    }
    return frozenset(status for status, answer in asked.items() if space.can(answer, types))


def reachable_levels(ground: Rule | Criterion, facts: Mapping[str, FactDeclaration]) -> list[int]:
    """Give the levels, counted from 0, that can answer. Raises UndecidedError."""
    space = Space(facts, (level.when for level in ground.levels), ground.grant_types)
    types, numbers = space.of_types(ground.grant_types), range(len(ground.levels))
    return [number for number in numbers if space.can(answers(ground.levels, number, space), types)]


def _met(ground: Rule | Criterion, space: Space) -> Formula:
    """Say that a level answers; of a criterion that no level above could give more."""
    numbers = range(len(ground.levels))
    if isinstance(ground, Criterion):
        return Some(tuple(_settled(ground.levels[: number + 1], space) for number in numbers))
    return Some(tuple(answers(ground.levels, number, space) for number in numbers))


def _settled(levels: Sequence[AnyLevel], space: Space) -> Formula:
    *above, last = levels
    return Every((_says(last, Truth.TRUE, space), *(_says(level, Truth.FALSE, space) for level in above)))


def _says(level: AnyLevel, truth: Truth, space: Space) -> Formula:
    return space.says(level.when, truth)
