"""Every situation in which some conditions can be tried: one value of each cell of their facts, and a grant type."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.cells import cells_of
from scoring_service.domain.analysis.linked_facts import YEARS, grant_type_values, year_groups
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scoring_service.domain.condition import Condition
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

MOST_SITUATIONS: Final = 60_000


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
            typed = {fact.name: typed_value(fact, grant_type) for fact in self._typed}
            for chosen in product(*self._cells.values()):
                values = typed | dict(zip(self._cells, chosen, strict=True))
                if self._years_agree(values):
                    yield Situation(grant_type, values)

    def can_be(self, values: Mapping[str, Scalar | None]) -> bool:
        """Tell whether the facts can be together: of one grant type, and of one count of years."""
        of_one_type = any(
            all(values.get(fact.name) == typed_value(fact, grant_type) for fact in self._typed)
            for grant_type in self._grant_types
        )
        return of_one_type and self._years_agree(values)

    def _years_agree(self, values: Mapping[str, Scalar | None]) -> bool:
        for group in self._years:
            stated = [value for name in group if isinstance(value := values.get(name), int)]
            if any(lower > upper for lower, upper in pairwise(stated)):
                return False
        return True


def typed_value(fact: FactDeclaration, grant_type: str) -> Scalar | None:
    """Give the value of a fact that is read from the grant type alone."""
    accepted = grant_type_values(fact) or ()
    if fact.kind is not None:
        return grant_type in accepted
    return grant_type if grant_type in accepted else None


def known_grant_types(
    facts: Mapping[str, FactDeclaration], named: Iterable[Iterable[str]]
) -> tuple[str, ...]:
    """Give every grant type that the rules, the facts or the cases name."""
    of_facts = [grant_type_values(fact) or () for fact in facts.values()]
    of_settings = [
        (str(fact.settings["grant_type"]),) for fact in facts.values() if fact.settings.get("grant_type")
    ]
    return tuple(dict.fromkeys(name for names in (*named, *of_facts, *of_settings) for name in names))


def _year_order(fact: FactDeclaration) -> int:
    return YEARS.index(fact.kind or "")
