"""Every situation in which some conditions can be tried: one value of each cell of their facts, and a grant type.

RETELL:
- (edge_values) The values at the edge of a comparison: one below its limit, the limit, one above, and not stated.
- (decisive) Whether one comparison alone decides what a rule answers, the rest of its conditions being as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from math import prod
from typing import Final

from scoring_service.domain.analysis.reasoning import (
    YEARS,
    cells_of,
    grant_type_values,
    least_of,
    year_groups,
)
from scoring_service.domain.cases.case import Decider, decider_of, plainness, seen_in
from scoring_service.domain.condition import All, Compare, Condition, IsStated, leaves, parts_of, with_part
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Values
from scoring_service.domain.fact import FactType, Scalar, beside
from scoring_service.domain.rule_set import FactDeclaration, Ground, fits_type

MOST_SITUATIONS: Final = 60_000
_STATED: Final[dict[FactType, Scalar]] = {
    FactType.BOOLEAN: True,
    FactType.INTEGER: 1,
    FactType.AMOUNT: 25_000,
    FactType.DATE: date(2017, 12, 1),
    FactType.TEXT: "text",
}
_TRUE = All(())
_FALSE = AnyOf(())


class TooManySituationsError(Exception):
    """There are more situations than can be tried one by one."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A grant type and the value of each fact that the conditions look at; None is not stated."""

    grant_type: str
    values: Mapping[str, Scalar | None]


class Situations:
    """The situations of some conditions that can be: facts that count the same years do not contradict each other."""

    def __init__(
        self,
        facts: Mapping[str, FactDeclaration],
        conditions: Iterable[Condition],
        grant_types: Sequence[str],
    ) -> None:
        found = [leaf for condition in conditions for leaf in leaves(condition)]
        used = [facts[name] for name in dict.fromkeys(leaf.fact for leaf in found)]
        self._grant_types = grant_types
        self._typed = [fact for fact in used if grant_type_values(fact) is not None]
        self._years: list[list[str]] = []
        self._cells: dict[str, tuple[Scalar | None, ...]] = {}
        for group in year_groups(fact for fact in used if fact not in self._typed):
            names = [fact.name for fact in group]
            together = [leaf for leaf in found if leaf.fact in names]
            self._cells |= {fact.name: cells_of(fact, together) for fact in group}
            if len(group) > 1:
                self._years.append([fact.name for fact in sorted(group, key=_year_order)])

    @property
    def facts(self) -> tuple[str, ...]:
        """Name the facts that the conditions look at."""
        return (*(fact.name for fact in self._typed), *self._cells)

    def __len__(self) -> int:
        """Give how many there would be if no facts were linked."""
        return len(self._grant_types) * prod(map(len, self._cells.values()))

    def __iter__(self) -> Iterator[Situation]:
        """Give them all. Raises TooManySituationsError."""
        if len(self) > MOST_SITUATIONS:
            raise TooManySituationsError
        for grant_type in self._grant_types:
            typed = {fact.name: _typed_value(fact, grant_type) for fact in self._typed}
            for chosen in product(*self._cells.values()):
                values = typed | dict(zip(self._cells, chosen, strict=True))
                if self._years_agree(values):
                    yield Situation(grant_type, values)

    def can_be(self, values: Mapping[str, Scalar | None]) -> bool:
        """Tell whether the facts can be together: of one grant type, and of one count of years."""
        of_one_type = any(
            all(values.get(fact.name) == _typed_value(fact, grant_type) for fact in self._typed)
            for grant_type in self._grant_types
        )
        return of_one_type and self._years_agree(values)

    def _years_agree(self, values: Mapping[str, Scalar | None]) -> bool:
        for group in self._years:
            stated = [value for name in group if isinstance(value := values.get(name), int)]
            if any(lower > upper for lower, upper in pairwise(stated)):
                return False
        return True


def known_grant_types(
    facts: Mapping[str, FactDeclaration], named: Iterable[Iterable[str]]
) -> tuple[str, ...]:
    """Give every grant type that the rules, the facts or the cases name."""
    of_facts = [grant_type_values(fact) or () for fact in facts.values()]
    of_settings = [
        (str(fact.settings["grant_type"]),) for fact in facts.values() if fact.settings.get("grant_type")
    ]
    return tuple(dict.fromkeys(name for names in (*named, *of_facts, *of_settings) for name in names))


def edge_values(leaf: Leaf, fact: FactDeclaration) -> list[Scalar | None]:
    """Give the values on which cases of this leaf should be, without any that the fact cannot have."""
    if isinstance(leaf.test, IsStated):
        return [None, _stated_example(fact)]
    if fact.type is FactType.BOOLEAN:
        found: list[Scalar | None] = [True, False]
    elif fact.type is FactType.CHOICE:
        found = list(fact.choices)
    else:
        operand = leaf.test.operand
        limits = operand if isinstance(operand, tuple) else (operand,)
        found = [value for limit in limits for value in beside(limit) if _can_be(value, fact)]
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


def _year_order(fact: FactDeclaration) -> int:
    return YEARS.index(fact.kind or "")


def _typed_value(fact: FactDeclaration, grant_type: str) -> Scalar | None:
    """Give the value of a fact that is read from the grant type alone."""
    accepted = grant_type_values(fact) or ()
    if fact.kind is not None:
        return grant_type in accepted
    return grant_type if grant_type in accepted else None


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
