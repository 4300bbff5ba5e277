"""What is in force by a row of activations, oldest first, and what was in force before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring_service.domain.versions.states import ActivationKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Step(NamedTuple):
    """One activation; ``version_id`` None leaves a call to what is in force for all."""

    kind: ActivationKind
    version_id: str | None


def in_force_after(steps: Iterable[Step]) -> list[Step]:
    """Give what is in force, last, after whatever it took the place of: rolling back uncovers what stood before.

    Rolled back twice, one comes to what was in force before both, never back to what was left.
    """
    stack: list[Step] = []
    for step in steps:
        if step.kind is ActivationKind.ROLL_BACK and stack:
            stack.pop()
        if step.kind is not ActivationKind.ROLL_BACK or not stack:
            stack.append(step)
    return stack
