"""Levels that never give the answer, because one above them always comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.compare_conditions import follows
from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.analysis.formula import Every
from scoring_service.domain.rule_set import CriterionLevel
from scoring_service.domain.truth import Truth
from shared.statuses import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.analysis.space import Space
    from scoring_service.domain.rule_set import Level

    AnyLevel = Level | CriterionLevel


def answers(levels: Sequence[AnyLevel], number: int, space: Space) -> Formula:
    """Say that this level, counted from 0, gives the rule's answer as met, or the criterion's sure points."""
    return Every(
        (
            space.says(levels[number].when, Truth.TRUE),
            *(_lets_pass(above, levels[number], space) for above in levels[:number]),
        )
    )


def find_unreachable(
    levels: Sequence[AnyLevel], space: Space, grant_types: Iterable[str] = ()
) -> list[Defect]:
    """Give the levels that can be true but never answer, each with the one above that covers it, or with all above.

    Raises UndecidedError.
    """
    types, found = space.of_types(grant_types), []
    for number, level in enumerate(levels):
        true = space.says(level.when, Truth.TRUE)
        if space.can(true, types) and not space.can(answers(levels, number, space), types):
            above = levels[:number]
            one = next((other for other in above if follows(other.when, level.when, space, types)), None)
            found.append(Defect(DefectKind.UNREACHABLE, level, (one,) if one else tuple(above)))
    return found


def _lets_pass(above: AnyLevel, level: AnyLevel, space: Space) -> Formula:
    """Say that a level above does not answer in its place: a note does not settle what could be more than a note."""
    if _is_note(level) and not _is_note(above):
        return space.says(above.when, Truth.FALSE)
    return space.says_not(above.when, Truth.TRUE)


def _is_note(level: AnyLevel) -> bool:
    return not isinstance(level, CriterionLevel) and level.effect is Effect.NOTE
