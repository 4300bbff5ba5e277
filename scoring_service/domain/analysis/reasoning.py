"""All that some conditions can be tried on: the cells of each fact, what links them, and the grant types.

RETELL:
- (compare_conditions) Two conditions side by side: whether one follows from the other, and whether they always answer the same.
- (cells) The values of a fact cut into cells, in each of which no comparison at hand tells one value from another.
- (linked_facts) Facts that are no independent facts: those read from the grant type, and the bounds of one project year.
- (solve) Whether a statement can hold, by trying the parts of its alternatives one after the other.
- (formula) Statements about facts in two values: a fact is among some of its cells, joined by every and some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scoring_service.domain.condition import All, Compare, Condition, IsStated, Not, Truth, leaves
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.evaluate import compile_condition
from scoring_service.domain.fact import FactType, Scalar
from scoring_service.domain.rule_set import MAX_INTEGER, FactDeclaration

GRANT_TYPE: Final = ""
"""The application's grant type, which several facts may be read from; no fact has this name."""
OTHER_TYPE: Final = ""
MOST_CELLS: Final = 2_000
_LEAST_STATED: Final = {"requested_amount": 0}
"""The smallest number that an application can state in a field; answers may be below zero."""
Cells = Mapping[str, tuple[Scalar | None, ...]]
YEARS: Final = ("project_year_at_least", "project_year", "project_year_at_most")
"""Kinds that count the same years: where two of them are stated, the first is never the greater."""
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
        """``grant_types`` are those that questions will be asked of. Raises UndecidedError."""
        self._facts = facts
        self._leaves: dict[str, dict[Compare | IsStated, None]] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                self._leaves.setdefault(leaf.fact, {})[leaf] = None
        self._types = self._grant_types(grant_types)
        self._cells = self._all_cells()
        self._masks: dict[tuple[Compare | IsStated, Truth], Among] = {}
        self._links = Every(tuple(_year_links(self._used(), self._cells)))

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
        masks = _solve(Every((*statements, self._links)))
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
        judge, fact = compile_condition(leaf), self._facts[leaf.fact]
        named, values = fact.name, self._cells[fact.name]
        if grant_type_values(fact) is not None:
            named, values = GRANT_TYPE, tuple(_typed(fact, name) for name in self._types)
        bits = sum(1 << at for at, value in enumerate(values) if judge({fact.name: value}) is truth)
        return Among(named, bits, len(values))

    def _typed_values(self, mask: int | None) -> dict[str, Scalar | None]:
        typed = [fact for fact in self._used() if grant_type_values(fact) is not None]
        chosen = OTHER_TYPE if mask is None else self._types[_lowest(mask)]
        return {fact.name: _typed(fact, chosen) for fact in typed}


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


def grant_type_values(fact: FactDeclaration) -> tuple[str, ...] | None:
    """Give the grant types that a fact tells apart where it is read from the application's grant type, else None."""
    if fact.kind == "grant_type_is":
        return tuple(map(str, fact.settings.get("grant_types") or ()))
    if fact.stated_in == "grant_type" and fact.type is FactType.CHOICE:
        return fact.choices
    return None


def year_groups(facts: Iterable[FactDeclaration]) -> list[list[FactDeclaration]]:
    """Put facts that count the same project's years together, every other fact by itself."""
    groups: dict[object, list[FactDeclaration]] = {}
    for fact in facts:
        key = _years_counted(fact) if fact.kind in YEARS else fact.name
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


class UndecidedError(Exception):
    """The question is too wide to be settled within the steps allowed; nothing may be claimed."""


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


def _year_links(facts: Iterable[FactDeclaration], cells: Cells) -> Iterator[Formula]:
    """Say of each two that count the same years, where both are stated, that the lower bound is not above the upper.

    Their cells are cut at the same numbers.
    """
    for group in year_groups(facts):
        ordered = sorted((fact for fact in group if fact.kind in YEARS), key=lambda fact: _order(fact))
        for place, lower in enumerate(ordered):
            for upper in ordered[place + 1 :]:
                yield from _not_above(lower, upper, cells)


def _order(fact: FactDeclaration) -> int:
    return YEARS.index(fact.kind or "")


def _not_above(lower: FactDeclaration, upper: FactDeclaration, cells: Cells) -> Iterator[Formula]:
    width = len(cells[lower.name])
    whole, same_kind = (1 << width) - 1, lower.kind == upper.kind
    for number in range(1, width - 1):
        up_to = (1 << number + 1) - 1
        # The lowest bit of either stands for "not stated", which settles nothing.
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


def _typed(fact: FactDeclaration, grant_type: str) -> Scalar | None:
    """Give the value of a fact that is read from the grant type, for an application of one."""
    values = grant_type_values(fact) or ()
    if fact.kind is not None:
        return grant_type in values
    return grant_type if grant_type in values else None


def _days(operands: Iterable[Scalar]) -> list[date]:
    found = {date.min, date.max}
    for limit in operands:
        if isinstance(limit, date):
            found.add(limit)
            found |= {limit - timedelta(days=1)} if limit > date.min else set()
            found |= {limit + timedelta(days=1)} if limit < date.max else set()
    return sorted(found)


def _operands(leaves: Iterable[Compare | IsStated]) -> Iterator[Scalar]:
    for leaf in leaves:
        if isinstance(leaf, Compare):
            yield from leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _numbers(least: int, operands: Iterable[Scalar]) -> list[int]:
    limits = [operand for operand in operands if isinstance(operand, int)]
    around = {limit + step for limit in limits for step in (-1, 0, 1)} | {least, MAX_INTEGER}
    return sorted(number for number in around if least <= number <= MAX_INTEGER)


def _years_counted(fact: FactDeclaration) -> tuple[object, ...]:
    given = fact.settings
    return (
        YEARS,
        given.get("grant_type"),
        frozenset(map(str, given.get("sources") or ())),
        given.get("prestudy_counts", True),
    )
