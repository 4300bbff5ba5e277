"""The smallest places in which two conditions differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, IsStated, Not
from scoring_service.domain.differences.difference import ConditionDifference

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition


def compare_conditions(before: Condition, after: Condition) -> tuple[ConditionDifference, ...]:
    """Give the places that differ, none when both say the same; a constant's own value is not looked at.

    Parts of an ``all`` or ``any`` that both have are left out, wherever they stand.
    """
    if _without_values(before) == _without_values(after):
        return ()
    if isinstance(before, Not) and isinstance(after, Not):
        return compare_conditions(before.part, after.part)
    if isinstance(before, All | Any) and type(before) is type(after):
        return _compare_parts(before, after)
    return (ConditionDifference(before, after),)


def _compare_parts(before: All | Any, after: Condition) -> tuple[ConditionDifference, ...]:
    assert isinstance(after, All | Any)
    removed, added = _only_in(before.parts, after.parts), _only_in(after.parts, before.parts)
    if len(removed) == len(added):
        pairs = _pair_up(removed, added)
        if pairs is not None:
            return tuple(found for pair in pairs for found in compare_conditions(*pair))
    return (ConditionDifference(before, after, removed, added),)


def _only_in(parts: tuple[Condition, ...], others: tuple[Condition, ...]) -> tuple[Condition, ...]:
    left = [_without_values(other) for other in others]
    found = []
    for part in parts:
        bare = _without_values(part)
        if bare in left:
            left.remove(bare)
        else:
            found.append(part)
    return tuple(found)


def _pair_up(
    removed: tuple[Condition, ...], added: tuple[Condition, ...]
) -> list[tuple[Condition, Condition]] | None:
    """Pair what is the same comparison with another limit, or the same joining of parts; None where that fails."""
    left, pairs = list(added), []
    for part in removed:
        partner = next((other for other in left if _are_alike(part, other)), None)
        if partner is None:
            return None
        left.remove(partner)
        pairs.append((part, partner))
    return pairs


def _are_alike(one: Condition, other: Condition) -> bool:
    if isinstance(one, Compare | IsStated) and isinstance(other, Compare | IsStated):
        return one.fact == other.fact
    return type(one) is type(other)


def _without_values(condition: Condition) -> Condition:
    """Give the condition with the value of each named constant taken out."""
    match condition:
        case Compare(constant=str()):
            return replace(condition, operand=0)
        case Not(part):
            return Not(_without_values(part))
        case All(parts):
            return All(tuple(map(_without_values, parts)))
        case Any(parts):
            return Any(tuple(map(_without_values, parts)))
        case _:
            return condition
