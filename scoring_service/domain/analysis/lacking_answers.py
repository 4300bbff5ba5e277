"""The answers that a rule or criterion can give and that none of its cases shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.possible_answers import possible_answers
from scoring_service.domain.analysis.solve import UndecidedError
from scoring_service.domain.rule_set import RuleCase
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.rule_set import Criterion, CriterionCase, FactDeclaration, Rule

_ORDER = (FindingStatus.MET, FindingStatus.NOT_MET, FindingStatus.UNDETERMINED)


def lacking_answers(ground: Rule | Criterion, facts: Mapping[str, FactDeclaration]) -> list[FindingStatus]:
    """Give what is lacking; nothing where the conditions are too wide to be settled."""
    shown = {_shown(case) for case in ground.cases}
    lacking = [status for status in _ORDER if status not in shown]
    try:
        possible = possible_answers(ground, facts) if lacking else frozenset()
    except UndecidedError:
        return []
    return [status for status in lacking if status in possible]


def _shown(case: RuleCase | CriterionCase) -> FindingStatus:
    if isinstance(case, RuleCase):
        return case.status
    if case.points < case.possible_points:
        return FindingStatus.UNDETERMINED
    return FindingStatus.MET if case.points else FindingStatus.NOT_MET
