"""All that some conditions can be tried on: the cells of each fact, what links them, and the grant types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.cells import cells_of
from scoring_service.domain.analysis.formula import Among, Every, Some, opposite
from scoring_service.domain.analysis.linked_facts import grant_type_values, year_groups, year_links
from scoring_service.domain.analysis.solve import UndecidedError, solve
from scoring_service.domain.condition import All, Compare, Condition, IsStated, Not
from scoring_service.domain.referee import build_judge
from scoring_service.domain.truth import Truth
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

GRANT_TYPE: Final = ""
"""The application's grant type, which several facts may be read from; no fact has this name."""
OTHER_TYPE: Final = ""
MOST_CELLS: Final = 2_000


class Space:
    """Every combination of values that applications can have, as far as some conditions tell them apart."""

    def __init__(
        self,
        facts: Mapping[str, FactDeclaration],
        conditions: Iterable[Condition],
        grant_types: Iterable[str] = (),
    ) -> None:
        """``grant_types`` are those that questions will be asked of. Raises UndecidedError."""
        self._facts = facts
        self._leaves: dict[str, dict[Compare | IsStated, None]] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                self._leaves.setdefault(leaf.fact, {})[leaf] = None
        self._types = self._grant_types(grant_types)
        self._cells = self._all_cells()
        self._masks: dict[tuple[Compare | IsStated, Truth], Among] = {}
        self._links = Every(tuple(year_links(self._used(), self._cells)))

    def of_types(self, grant_types: Iterable[str]) -> Formula:
        """Say that the application is of one of the grant types; of any, where none are given."""
        wanted = set(grant_types)
        if not wanted:
            return Every(())
        bits = sum(1 << number for number, name in enumerate(self._types) if name in wanted)
        return Among(GRANT_TYPE, bits, len(self._types))

    def says(self, condition: Condition, truth: Truth) -> Formula:
        """Say that a condition has this truth."""
        match condition:
            case Compare() | IsStated():
                return self._leaf(condition, truth)
            case Not(part):
                return self.says(part, ~truth)
        if truth is Truth.UNKNOWN:
            return Every(
                (
                    opposite(self.says(condition, Truth.TRUE)),
                    opposite(self.says(condition, Truth.FALSE)),
                )
            )
        parts = tuple(self.says(part, truth) for part in condition.parts)
        return Every(parts) if isinstance(condition, All) is (truth is Truth.TRUE) else Some(parts)

    def says_not(self, condition: Condition, truth: Truth) -> Formula:
        """Say that a condition has one of the two other truths."""
        return opposite(self.says(condition, truth))

    def find(self, *statements: Formula) -> dict[str, Scalar | None] | None:
        """Give values with which all statements hold, or None where there are none.

        A fact that is not named may have any value. Raises UndecidedError.
        """
        masks = solve(Every((*statements, self._links)))
        if masks is None:
            return None
        return {
            name: self._cells[name][_lowest(mask)] for name, mask in masks.items() if name != GRANT_TYPE
        } | self._typed_values(masks.get(GRANT_TYPE))

    def can(self, *statements: Formula) -> bool:
        """Tell whether all statements can hold together. Raises UndecidedError."""
        return self.find(*statements) is not None

    def _used(self) -> list[FactDeclaration]:
        return [self._facts[name] for name in self._leaves]

    def _grant_types(self, asked: Iterable[str]) -> tuple[str, ...]:
        named = dict.fromkeys(asked)
        for fact in self._used():
            named |= dict.fromkeys(grant_type_values(fact) or ())
        return (OTHER_TYPE, *named)

    def _all_cells(self) -> dict[str, tuple[Scalar | None, ...]]:
        cells = {}
        for group in year_groups(self._used()):
            together = [leaf for fact in group for leaf in self._leaves[fact.name]]
            for fact in group:
                cells[fact.name] = cells_of(fact, together)
        if any(len(found) > MOST_CELLS for found in cells.values()):
            raise UndecidedError
        return cells

    def _leaf(self, leaf: Compare | IsStated, truth: Truth) -> Among:
        if (leaf, truth) not in self._masks:
            self._masks[leaf, truth] = self._mask(leaf, truth)
        return self._masks[leaf, truth]

    def _mask(self, leaf: Compare | IsStated, truth: Truth) -> Among:
        # The referee itself says what each cell gives, so that the two can never understand a comparison differently.
        judge, fact = build_judge(leaf), self._facts[leaf.fact]
        named, values = fact.name, self._cells[fact.name]
        if grant_type_values(fact) is not None:
            named, values = GRANT_TYPE, tuple(_typed(fact, name) for name in self._types)
        bits = sum(1 << at for at, value in enumerate(values) if judge({fact.name: value}) is truth)
        return Among(named, bits, len(values))

    def _typed_values(self, mask: int | None) -> dict[str, Scalar | None]:
        typed = [fact for fact in self._used() if grant_type_values(fact) is not None]
        chosen = OTHER_TYPE if mask is None else self._types[_lowest(mask)]
        return {fact.name: _typed(fact, chosen) for fact in typed}


def _typed(fact: FactDeclaration, grant_type: str) -> Scalar | None:
    """Give the value of a fact that is read from the grant type, for an application of one."""
    values = grant_type_values(fact) or ()
    if fact.kind is not None:
        return grant_type in values
    return grant_type if grant_type in values else None


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
