"""Whether a statement can hold, by trying the parts of its alternatives one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.formula import Among, Every, Some

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.analysis.formula import Formula

    Masks = dict[str, int]
    """The cells left to each fact, as bits; a fact that is not named has them all."""

MOST_STEPS: Final = 50_000
"""So many alternatives are looked at for one question, which takes about a tenth of a second."""


class UndecidedError(Exception):
    """The question is too wide to be settled within the steps allowed; nothing may be claimed."""


def solve(formula: Formula, most_steps: int = MOST_STEPS) -> Masks | None:
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
