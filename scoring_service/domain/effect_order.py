"""Effects and outcomes by strength."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.statuses import Effect, FindingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.finding import Finding

EFFECT_ORDER: Final = tuple(Effect)
"""Strongest first."""

_OUTCOMES: Final = {
    Effect.REFUSE: Outcome.REFUSE,
    Effect.SET_ASIDE: Outcome.SET_ASIDE,
    Effect.REFER: Outcome.REFER,
    Effect.NOTE: Outcome.ELIGIBLE,
}


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Give the strongest outcome among the findings; eligible when none says otherwise."""
    return outcome_of_answers((finding.status, finding.effect) for finding in findings)


def outcome_of_answers(answers: Iterable[tuple[FindingStatus, Effect]]) -> Outcome:
    """Give the strongest outcome among status and effect of each rule; eligible when none says otherwise."""
    order = tuple(Outcome)
    return min((_outcome(*each) for each in answers), key=order.index, default=Outcome.ELIGIBLE)


def _outcome(status: FindingStatus, effect: Effect) -> Outcome:
    if status is FindingStatus.NOT_MET or effect is Effect.NOTE:
        return Outcome.ELIGIBLE
    return _OUTCOMES[effect] if status is FindingStatus.MET else Outcome.REFER
