"""The parts of a rule set beside those of the same rule set read for another day, so that what is found in one is told of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.defect import Defect
from scoring_service.domain.condition import All, Any, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scoring_service.domain.analysis.defect import Part
    from scoring_service.domain.rule_set import Criterion, Rule


class SameParts:
    """Gives the part of the first rule set for a part of the second, which has the same shape."""

    def __init__(self, first: Sequence[Rule | Criterion], second: Sequence[Rule | Criterion]) -> None:
        pairs = zip(_parts(first), _parts(second), strict=True)
        # The parts of the second are kept too: as long as they live, nothing else can have their identity.
        self._found: dict[int, tuple[Part, Part]] = {id(new): (new, old) for old, new in pairs}

    def of(self, part: Part) -> Part:
        """Give the first rule set's own part."""
        return self._found[id(part)][1]

    def of_defect(self, defect: Defect) -> Defect:
        """Give the defect as one of the first rule set's parts."""
        return Defect(defect.kind, self.of(defect.part), tuple(map(self.of, defect.beside)))


def _parts(grounds: Sequence[Rule | Criterion]) -> Iterator[Part]:
    for ground in grounds:
        yield ground
        for level in ground.levels:
            yield level
            yield from _conditions(level.when)


def _conditions(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, Not):
        yield from _conditions(condition.part)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _conditions(part)
