"""Conditions that are the same for every application: never true, never false, or asking for two things that exclude each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not
from scoring_service.domain.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.analysis.space import Space


def find_constants(condition: Condition, space: Space, grant_types: Iterable[str] = ()) -> list[Defect]:
    """Give the innermost parts of a condition that no application, or every one, fulfils.

    ``grant_types`` are those that the rule is for, none for all. Raises UndecidedError.
    """
    return _Finder(space, space.of_types(grant_types)).find(condition, positive=True)


class _Finder:
    def __init__(self, space: Space, types: Formula) -> None:
        self._space = space
        self._types = types

    def find(self, condition: Condition, *, positive: bool) -> list[Defect]:
        match condition:
            case Compare() | IsStated():
                return self._of_itself(condition, positive=positive)
            case Not(part):
                return self.find(part, positive=not positive)
            case All(parts) | Any(parts):
                found = {at: self.find(part, positive=positive) for at, part in enumerate(parts)}
        inner = [defect for defects in found.values() for defect in defects]
        sound = [part for at, part in enumerate(parts) if not found[at]]
        if isinstance(condition, All):
            inner += self._excluded(sound)
        return inner or self._of_itself(condition, positive=positive)

    def _of_itself(self, condition: Condition, *, positive: bool) -> list[Defect]:
        for truth, kind in ((Truth.TRUE, DefectKind.NEVER_TRUE), (Truth.FALSE, DefectKind.NEVER_FALSE)):
            said = self._space.says(condition, truth)
            if self._space.can(said, self._types):
                continue
            if self._space.can(said):
                unmet = (truth is Truth.TRUE) is positive
                kind = DefectKind.OF_OTHER_TYPE if unmet else DefectKind.OF_OWN_TYPE
            return [Defect(kind, condition)]
        return []

    def _excluded(self, parts: list[Condition]) -> list[Defect]:
        """Find each part that can never be true together with an earlier one."""
        found: dict[int, Defect] = {}
        for (_, first), (at, second) in combinations(enumerate(parts), 2):
            both = (self._space.says(first, Truth.TRUE), self._space.says(second, Truth.TRUE))
            if at not in found and not self._space.can(*both, self._types):
                found[at] = Defect(DefectKind.EXCLUDED, second, (first,))
        return list(found.values())
