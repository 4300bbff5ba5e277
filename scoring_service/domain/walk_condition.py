"""The comparisons and questions that a condition is made of, in the order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.rule_set import Criterion, Rule


def leaves(condition: Condition) -> Iterator[Compare | IsStated]:
    """Give every comparison and every question whether a fact is stated."""
    match condition:
        case Compare() | IsStated():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)


def facts_of_rule(rule: Rule | Criterion) -> tuple[str, ...]:
    """Name the facts that the conditions of a rule or criterion use, each once."""
    return tuple(dict.fromkeys(leaf.fact for level in rule.levels for leaf in leaves(level.when)))
