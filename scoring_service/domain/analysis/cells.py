"""The values of a fact cut into cells, in each of which no comparison at hand tells one value from another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from scoring_service.domain.condition import Compare
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import MAX_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.condition import IsStated
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

_LEAST_STATED: Final = {"requested_amount": 0}
"""The smallest number that an application can state in a field; answers may be below zero."""


def cells_of(fact: FactDeclaration, leaves: Iterable[Compare | IsStated]) -> tuple[Scalar | None, ...]:
    """Give one value of each cell in rising order, None first for not stated.

    ``leaves`` are all the comparisons at hand with this fact, or with those that it is linked to.
    """
    match fact.type:
        case FactType.BOOLEAN:
            return None, False, True
        case FactType.CHOICE:
            return (None, *fact.choices)
        case FactType.TEXT:
            return None, "text"
        case FactType.DATE:
            return None, *_days(_operands(leaves))
        case FactType.INTEGER | FactType.AMOUNT:
            return None, *_numbers(least_of(fact), _operands(leaves))


def least_of(fact: FactDeclaration) -> int:
    """Give the smallest number that a fact of a number's type can be."""
    if fact.stated_in is not None:
        return _LEAST_STATED.get(fact.stated_in, -MAX_INTEGER)
    kind = KINDS.get(fact.kind or "")
    return -MAX_INTEGER if kind is None or kind.least is None else kind.least


def _operands(leaves: Iterable[Compare | IsStated]) -> Iterator[Scalar]:
    for leaf in leaves:
        if isinstance(leaf, Compare):
            yield from leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _numbers(least: int, operands: Iterable[Scalar]) -> list[int]:
    limits = [operand for operand in operands if isinstance(operand, int)]
    around = {limit + step for limit in limits for step in (-1, 0, 1)} | {least, MAX_INTEGER}
    return sorted(number for number in around if least <= number <= MAX_INTEGER)


def _days(operands: Iterable[Scalar]) -> list[date]:
    found = {date.min, date.max}
    for limit in operands:
        if isinstance(limit, date):
            found.add(limit)
            found |= {limit - timedelta(days=1)} if limit > date.min else set()
            found |= {limit + timedelta(days=1)} if limit < date.max else set()
    return sorted(found)
