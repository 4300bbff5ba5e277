"""The levels of a rule set's rules and criteria, each under the key by which both evaluators answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.rule_engine import LevelKey
from scoring_service.domain.rule_set import Criterion

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_set import Rule, RuleSet


def grounds_of(rule_set: RuleSet) -> tuple[Rule | Criterion, ...]:
    """Give the rules, then the criteria."""
    return (*rule_set.rules, *rule_set.criteria)


def level_keys(ground: Rule | Criterion) -> tuple[LevelKey, ...]:
    """Give the keys of a rule's or a criterion's levels in their order."""
    of_criterion = isinstance(ground, Criterion)
    return tuple(LevelKey(ground.id, number, of_criterion) for number in range(len(ground.levels)))


def conditions_by_level(rule_set: RuleSet) -> dict[LevelKey, Condition]:
    """Give the condition of every level of every rule, then of every criterion."""
    return {
        key: ground.levels[key.level].when for ground in grounds_of(rule_set) for key in level_keys(ground)
    }
