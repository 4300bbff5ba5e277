"""Whether anything was in force before, so that a form to roll back is only there where it leads somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.in_force import Step, in_force_after
from scoring_service.domain.versions.states import ActivationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.life.views import ActivationView


def has_before(activations: Iterable[ActivationView], *, of_call: bool) -> bool:
    """Tell it from activations, oldest first, of one call or of one name for calls to come."""
    steps = in_force_after(Step(each.kind, each.version_id) for each in activations)
    if len(steps) > 1 and steps[-2].version_id is not None:
        return True
    # What a person gave a call before it was judged can be taken back to what is in force for all.
    return of_call and bool(steps) and steps[-1] == Step(ActivationKind.ACTIVATE, steps[-1].version_id)
