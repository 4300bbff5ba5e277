"""The parts of a condition by number, and the same condition with one of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Give the condition and every part in it, each before its own parts; the place in this order is its number."""
    yield condition
    match condition:
        case Not(part):
            yield from parts_of(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from parts_of(part)


def with_part(condition: Condition, number: int, new: Condition) -> Condition:
    """Give the condition with the part of that number in ``parts_of`` replaced."""
    if number == 0:
        return new
    match condition:
        case Not(part):
            return Not(with_part(part, number - 1, new))
        case All(parts) | Any(parts):
            return type(condition)(_with_part(parts, number - 1, new))
        case Compare() | IsStated():
            raise IndexError(number)


def _with_part(parts: tuple[Condition, ...], number: int, new: Condition) -> tuple[Condition, ...]:
    changed = []
    for part in parts:
        size = sum(1 for _ in parts_of(part))
        changed.append(with_part(part, number, new) if 0 <= number < size else part)
        number -= size
    return tuple(changed)
