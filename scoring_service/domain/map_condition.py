"""A condition with each of its comparisons replaced, the rest as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not

if TYPE_CHECKING:
    from collections.abc import Callable


def map_condition(condition: Condition, change: Callable[[Compare], Compare]) -> Condition:
    """Give the condition with ``change`` done to every comparison in it."""
    match condition:
        case Compare():
            return change(condition)
        case IsStated():
            return condition
        case Not(part):
            return Not(map_condition(part, change))
        case All(parts):
            return All(tuple(map_condition(part, change) for part in parts))
        case Any(parts):
            return Any(tuple(map_condition(part, change) for part in parts))
