"""Which answers a rule can give at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.find_unreachable import answers
from scoring_service.domain.analysis.formula import Every, Some, opposite
from scoring_service.domain.analysis.space import Space
from scoring_service.domain.truth import Truth
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring_service.domain.analysis.find_unreachable import AnyLevel
    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.rule_set import Criterion, FactDeclaration, Rule


def possible_answers(
    rule: Rule | Criterion, facts: Mapping[str, FactDeclaration]
) -> frozenset[FindingStatus]:
    """Give the answers that some application of the rule's grant types can get. Raises UndecidedError."""
    space = Space(facts, (level.when for level in rule.levels), rule.grant_types)
    types = space.of_types(rule.grant_types)
    return frozenset(
        status for status in FindingStatus if space.can(_answer(rule.levels, status, space), types)
    )


def reachable_levels(rule: Rule | Criterion, facts: Mapping[str, FactDeclaration]) -> list[int]:
    """Give the levels, counted from 0, that can answer. Raises UndecidedError."""
    space = Space(facts, (level.when for level in rule.levels), rule.grant_types)
    types = space.of_types(rule.grant_types)
    return [
        number for number in range(len(rule.levels)) if space.can(answers(rule.levels, number, space), types)
    ]


def _answer(levels: Sequence[AnyLevel], status: FindingStatus, space: Space) -> Formula:
    met = Some(tuple(answers(levels, number, space) for number in range(len(levels))))
    not_met = Every(tuple(space.says(level.when, Truth.FALSE) for level in levels))
    if status is FindingStatus.MET:
        return met
    return not_met if status is FindingStatus.NOT_MET else Every((opposite(met), opposite(not_met)))
