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
    order = tuple(Outcome)
    return min(map(_outcome, findings), key=order.index, default=Outcome.ELIGIBLE)


def _outcome(finding: Finding) -> Outcome:
    if finding.status is FindingStatus.NOT_MET or finding.effect is Effect.NOTE:
        return Outcome.ELIGIBLE
    return _OUTCOMES[finding.effect] if finding.status is FindingStatus.MET else Outcome.REFER
