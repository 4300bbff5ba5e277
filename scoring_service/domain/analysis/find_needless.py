"""Parts of a condition without which it would always answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.compare_conditions import same_answer
from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.analysis.space import Space


def find_needless(condition: Condition, space: Space, grant_types: Iterable[str] = ()) -> list[Defect]:
    """Give the parts that can be left out together, the outermost and the later ones first.

    The answer must stay the same in all three values: a part that only turns unknown into false is not needless.
    Raises UndecidedError.
    """
    finder = _Finder(condition, space, space.of_types(grant_types))
    finder.visit(condition)
    return finder.found


class _Finder:
    def __init__(self, whole: Condition, space: Space, types: Formula) -> None:
        self._whole = whole
        self._space = space
        self._types = types
        self._left_out: set[int] = set()
        self.found: list[Defect] = []

    def visit(self, condition: Condition) -> None:
        match condition:
            case Compare() | IsStated():
                return
            case Not(part):
                self.visit(part)
                return
            case All(parts) | Any(parts):
                for part in reversed(parts):
                    self._try_without(part, condition)
        for part in parts:
            if id(part) not in self._left_out:
                self.visit(part)

    def _try_without(self, part: Condition, node: All | Any) -> None:
        others = [other for other in node.parts if other is not part and id(other) not in self._left_out]
        if not others:
            return
        self._left_out.add(id(part))
        if same_answer(self._whole, _pruned(self._whole, self._left_out), self._space, self._types):
            self.found.append(Defect(DefectKind.NEEDLESS, part, self._reason(part, others, node)))
        else:
            self._left_out.remove(id(part))

    def _reason(self, part: Condition, others: list[Condition], node: All | Any) -> tuple[Condition, ...]:
        """Give the one other part that alone makes a part needless, if there is one."""
        for other in others:
            if same_answer(type(node)((part, other)), other, self._space, self._types):
                return (other,)
        return ()


def _pruned(condition: Condition, left_out: set[int]) -> Condition:
    match condition:
        case Compare() | IsStated():
            return condition
        case Not(part):
            return Not(_pruned(part, left_out))
        case All(parts) | Any(parts):
            kept = tuple(_pruned(part, left_out) for part in parts if id(part) not in left_out)
            return type(condition)(kept)
