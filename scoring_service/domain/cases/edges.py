"""The comparisons of a ground one by one: the values at the edge of each, and where it alone decides.

At the edge are one below a limit, the limit, one above, and not stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from scoring_service.domain.analysis.cells import grant_type_values, least_of
from scoring_service.domain.cases.case import Decider, decider_of, plainness, seen_in
from scoring_service.domain.condition import All, Compare, Condition, IsStated, parts_of, with_part
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Values
from scoring_service.domain.fact import FactType, Scalar, beside
from scoring_service.domain.rule_set import FactDeclaration, Ground, fits_type

_STATED: Final[dict[FactType, Scalar]] = {
    FactType.BOOLEAN: True,
    FactType.INTEGER: 1,
    FactType.AMOUNT: 25_000,
    FactType.DATE: date(2017, 12, 1),
    FactType.TEXT: "text",
}
_TRUE = All(())
_FALSE = AnyOf(())


def edge_values(leaf: Leaf, fact: FactDeclaration) -> list[Scalar | None]:
    """Give the values on which cases of this leaf should be, without any that the fact cannot have."""
    if isinstance(leaf.test, IsStated):
        return [None, _stated_example(fact)]
    if fact.type is FactType.BOOLEAN:
        found: list[Scalar | None] = [True, False]
    elif fact.type is FactType.CHOICE:
        found = list(fact.choices)
    else:
        found = [value for limit in leaf.test.operands for value in beside(limit) if _can_be(value, fact)]
    if grant_type_values(fact) is None:
        found.append(None)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison, or one question whether a fact is stated: its level from 0 and its number in the condition."""

    level: int
    part: int
    test: Compare | IsStated


def leaves_of(ground: Ground) -> Iterator[Leaf]:
    """Give every leaf of every level, in order."""
    for number, level in enumerate(ground.levels):
        for part, condition in enumerate(parts_of(level.when)):
            if isinstance(condition, Compare | IsStated):
                yield Leaf(number, part, condition)


class Decisive:
    """Tells in which values a leaf decides: were it the other way round, the decision would be another."""

    def __init__(self, ground: Ground, leaf: Leaf) -> None:
        self._if_true = _forced(ground, leaf, _TRUE)
        self._if_false = _forced(ground, leaf, _FALSE)

    def decides(self, values: Values) -> tuple[bool, bool] | None:
        """Tell how plainly the leaf decides what the ground comes to on these values; None where it does not."""
        if_true, if_false = self._if_true(values), self._if_false(values)
        return None if seen_in(if_true) == seen_in(if_false) else plainness(if_true, if_false)


def _stated_example(fact: FactDeclaration) -> Scalar:
    """Give some value of a fact."""
    return fact.choices[0] if fact.type is FactType.CHOICE else _STATED[fact.type]


def _can_be(value: Scalar, fact: FactDeclaration) -> bool:
    return fits_type(value, fact) and (not isinstance(value, int) or value >= least_of(fact))


def _forced(ground: Ground, leaf: Leaf, constant: Condition) -> Decider:
    levels = list(ground.levels)
    when = with_part(levels[leaf.level].when, leaf.part, constant)
    levels[leaf.level] = replace(levels[leaf.level], when=when)
    return decider_of(replace(ground, levels=tuple(levels)))
