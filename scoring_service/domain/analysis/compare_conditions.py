"""Two conditions side by side: whether one follows from the other, and whether they always answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.formula import Every
from scoring_service.domain.truth import Truth

if TYPE_CHECKING:
    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.analysis.space import Space
    from scoring_service.domain.condition import Condition

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
