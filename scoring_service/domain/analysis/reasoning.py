"""Exact reasoning about conditions: whether a statement about facts can hold, and every situation in which it could be tried.

The values of each fact are cut into cells; a statement says among which of its cells a fact is, joined by every and some.
Whether it can hold is found by trying the parts of its alternatives one after the other. Where there are few enough,
all combinations are given one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Final

from scoring_service.domain.analysis.cells import (
    cells_of,
    grant_type_values,
    typed_value,
    year_groups,
    year_pairs,
)
from scoring_service.domain.condition import All, Compare, Condition, IsStated, Not, Scalar, Truth, leaves
from scoring_service.domain.evaluate import compile_condition
from scoring_service.domain.rule_set import FactDeclaration

GRANT_TYPE: Final = ""
"""The application's grant type, which several facts may be read from; no fact has this name."""
OTHER_TYPE: Final = ""
MOST_CELLS: Final = 2_000
MOST_SITUATIONS: Final = 60_000
Cells = Mapping[str, tuple[Scalar | None, ...]]
Masks = dict[str, int]
"""The cells left to each fact, as bits; a fact that is not named has them all."""
MOST_STEPS: Final = 50_000
"""So many alternatives are looked at for one question, which takes about a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; so does none at all."""

    parts: tuple[Formula, ...]


ANYTHING: Final = Every(())
"""What holds of every application."""


def follows(condition: Condition, other: Condition, space: Space, among: Formula = ANYTHING) -> bool:
    """Tell whether the condition is true wherever the other is. Raises UndecidedError."""
    return not space.can(space.says(other, Truth.TRUE), space.says_not(condition, Truth.TRUE), among)


def same_answer(one: Condition, other: Condition, space: Space, among: Formula = ANYTHING) -> bool:
    """Tell whether both are true, false and unknown for the same applications. Raises UndecidedError."""
    return not any(
        space.can(space.says(first, truth), space.says_not(second, truth), among)
        for truth in (Truth.TRUE, Truth.FALSE)
        for first, second in ((one, other), (other, one))
    )


class Space:
    """Every combination of values that applications can have, as far as some conditions tell them apart."""

    def __init__(
        self,
        facts: Mapping[str, FactDeclaration],
        conditions: Iterable[Condition],
        grant_types: Iterable[str] = (),
    ) -> None:
        """``grant_types`` are those that questions will be asked of."""
        self._facts = facts
        self._leaves: dict[str, dict[Compare | IsStated, None]] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                self._leaves.setdefault(leaf.fact, {})[leaf] = None
        used = [facts[name] for name in self._leaves]
        self._typed = [fact for fact in used if grant_type_values(fact) is not None]
        self._asked = tuple(grant_types)
        told_apart = (name for fact in self._typed for name in grant_type_values(fact) or ())
        self._types = tuple(dict.fromkeys((OTHER_TYPE, *self._asked, *told_apart)))
        self._cells = self._all_cells(used)
        self._masks: dict[tuple[Compare | IsStated, Truth], Among] = {}
        self._years = year_pairs(used)
        self._is_too_wide = any(len(found) > MOST_CELLS for found in self._cells.values())

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
        if self._is_too_wide:
            raise UndecidedError
        masks = _solve(Every((*statements, self._links)))
        if masks is None:
            return None
        return {
            name: self._cells[name][_lowest(mask)] for name, mask in masks.items() if name != GRANT_TYPE
        } | self._typed_values(masks.get(GRANT_TYPE))

    def can(self, *statements: Formula) -> bool:
        """Tell whether all statements can hold together. Raises UndecidedError."""
        return self.find(*statements) is not None

    def situations(self) -> Iterator[Situation]:
        """Give all that can be with one of the grant types asked of. Raises TooManySituationsError."""
        free = {name: self._cells[name] for name in self.facts[len(self._typed) :]}
        if len(self._asked) * prod(map(len, free.values())) > MOST_SITUATIONS:
            raise TooManySituationsError
        for grant_type in self._asked:
            of_type = {fact.name: typed_value(fact, grant_type) for fact in self._typed}
            for chosen in product(*free.values()):
                values = of_type | dict(zip(free, chosen, strict=True))
                if self._years_agree(values):
                    yield Situation(grant_type, values)

    def can_be(self, values: Mapping[str, Scalar | None]) -> bool:
        """Tell whether facts can be together: of one grant type asked of, and of one count of years."""
        of_one_type = any(
            all(values.get(fact.name) == typed_value(fact, grant_type) for fact in self._typed)
            for grant_type in self._asked
        )
        return of_one_type and self._years_agree(values)

    @property
    def facts(self) -> tuple[str, ...]:
        """Name the facts that the conditions look at, first those that are read from the grant type."""
        typed = [fact.name for fact in self._typed]
        return (*typed, *(name for name in self._cells if name not in typed))

    def _years_agree(self, values: Mapping[str, Scalar | None]) -> bool:
        for lower, upper in self._years:
            low, high = values.get(lower.name), values.get(upper.name)
            if isinstance(low, int) and isinstance(high, int) and low > high:
                return False
        return True

    def _all_cells(self, used: Iterable[FactDeclaration]) -> dict[str, tuple[Scalar | None, ...]]:
        cells = {}
        for group in year_groups(used):
            together = [leaf for fact in group for leaf in self._leaves[fact.name]]
            for fact in group:
                cells[fact.name] = cells_of(fact, together)
        return cells

    @cached_property
    def _links(self) -> Formula:
        return Every(tuple(_year_links(self._years, self._cells)))

    def _leaf(self, leaf: Compare | IsStated, truth: Truth) -> Among:
        if (leaf, truth) not in self._masks:
            if self._is_too_wide:
                raise UndecidedError
            self._masks[leaf, truth] = self._mask(leaf, truth)
        return self._masks[leaf, truth]

    def _mask(self, leaf: Compare | IsStated, truth: Truth) -> Among:
        # The referee itself says what each cell gives, so that the two can never understand a comparison differently.
        judge, fact = compile_condition(leaf), self._facts[leaf.fact]
        named, values = fact.name, self._cells[fact.name]
        if grant_type_values(fact) is not None:
            named, values = GRANT_TYPE, tuple(typed_value(fact, name) for name in self._types)
        bits = sum(1 << at for at, value in enumerate(values) if judge({fact.name: value}) is truth)
        return Among(named, bits, len(values))

    def _typed_values(self, mask: int | None) -> dict[str, Scalar | None]:
        chosen = OTHER_TYPE if mask is None else self._types[_lowest(mask)]
        return {fact.name: typed_value(fact, chosen) for fact in self._typed}


@dataclass(frozen=True, slots=True)
class Situation:
    """A grant type and the value of each fact that the conditions look at; None is not stated."""

    grant_type: str
    values: Mapping[str, Scalar | None]


class TooManySituationsError(Exception):
    """There are more situations than can be tried one by one."""


class UndecidedError(Exception):
    """The question is too wide to be decided within the steps allowed; nothing may be claimed."""


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; of none at all, none does."""

    parts: tuple[Formula, ...]


def opposite(formula: Formula) -> Formula:
    """Give the statement that holds exactly where this one does not."""
    match formula:
        case Among(fact, cells, width):
            return Among(fact, ~cells & ((1 << width) - 1), width)
        case Every(parts):
            return Some(tuple(map(opposite, parts)))
        case Some(parts):
            return Every(tuple(map(opposite, parts)))


@dataclass(frozen=True, slots=True)
class Among:
    """The fact is in one of these cells, given as bits; bit n stands for the n-th cell of the fact, of which there are ``width``."""

    fact: str
    cells: int
    width: int


Formula = Among | Every | Some


def _year_links(pairs: Iterable[tuple[FactDeclaration, FactDeclaration]], cells: Cells) -> Iterator[Formula]:
    """Say of each two that count the same years, where both are stated, that the lower bound is not above the upper.

    Their cells are cut at the same numbers.
    """
    for lower, upper in pairs:
        yield from _not_above(lower, upper, cells)


def _not_above(lower: FactDeclaration, upper: FactDeclaration, cells: Cells) -> Iterator[Formula]:
    width = len(cells[lower.name])
    whole, same_kind = (1 << width) - 1, lower.kind == upper.kind
    for number in range(1, width - 1):
        up_to = (1 << number + 1) - 1
        # The lowest bit of either stands for "not stated", which decides nothing.
        yield Some((Among(lower.name, up_to, width), Among(upper.name, whole & ~up_to | 1, width)))
        if same_kind:
            yield Some((Among(upper.name, up_to, width), Among(lower.name, whole & ~up_to | 1, width)))


def _solve(formula: Formula, most_steps: int = MOST_STEPS) -> Masks | None:
    """Give cells in which the statement holds whatever the other facts are, or None where it never holds.

    Facts are independent of each other. Raises UndecidedError.
    """
    return _Search(most_steps).among([formula], {})


class _Search:
    def __init__(self, steps: int) -> None:
        self._steps = steps

    def among(self, pending: list[Formula], masks: Masks) -> Masks | None:
        """Narrow the masks until everything pending holds; None where that cannot be."""
        open_parts = _narrow(pending, masks)
        if open_parts is None or not open_parts:
            return None if open_parts is None else masks
        self._steps -= sum(len(some.parts) for some in open_parts)
        first = min(open_parts, key=lambda some: len(some.parts))
        rest: list[Formula] = [some for some in open_parts if some is not first]
        for part in first.parts:
            if self._steps < 0:
                raise UndecidedError
            found = self.among([part, *rest], dict(masks))
            if found is not None:
                return found
        return None


def _narrow(pending: Iterable[Formula], masks: Masks) -> list[Some] | None:
    """Take in all that is certain; give the alternatives that are still open, or None at a contradiction."""
    todo, alternatives = list(pending), list[Some]()
    while True:
        while todo:
            match todo.pop():
                case Among(fact, cells, width):
                    masks[fact] = masks.get(fact, (1 << width) - 1) & cells
                    if not masks[fact]:
                        return None
                case Every(parts):
                    todo.extend(parts)
                case Some() as some:
                    alternatives.append(some)
        left = []
        for some in alternatives:
            undecided = _open_parts(some, masks)
            if undecided is None:
                continue
            if not undecided:
                return None
            if len(undecided) == 1:
                todo.append(undecided[0])
            else:
                left.append(Some(undecided))
        alternatives = left
        if not todo:
            return alternatives


def _open_parts(some: Some, masks: Masks) -> tuple[Formula, ...] | None:
    """Give the parts that may hold; None where one holds already."""
    found = []
    for part in some.parts:
        held = _holds(part, masks)
        if held:
            return None
        if held is None:
            found.append(part)
    return tuple(found)


def _holds(formula: Formula, masks: Masks) -> bool | None:
    """Tell whether a statement holds in all of the cells left, in none of them (False), or cannot be seen yet (None)."""
    match formula:
        case Among(fact, cells, width):
            left = masks.get(fact, (1 << width) - 1)
            if not left & cells:
                return False
            return True if not left & ~cells else None
        case Every(parts):
            return _joined(parts, masks, decisive=False)
        case Some(parts):
            return _joined(parts, masks, decisive=True)


def _joined(parts: tuple[Formula, ...], masks: Masks, *, decisive: bool) -> bool | None:
    found: bool | None = not decisive
    for part in parts:
        held = _holds(part, masks)
        if held is decisive:
            return decisive
        if held is None:
            found = None
    return found


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
