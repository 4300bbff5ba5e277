"""From the truth of a rule's levels to what the rule says: met, not met or undetermined, and at which strength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.find_missing import find_missing
from scoring_service.domain.truth import Truth
from shared.statuses import Effect, FindingStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Rule


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says of one application.

    ``level`` is the level that is met, or the strongest one that is unknown; None when the rule is not met.
    ``missing`` are names of facts, not stated, that could decide it or strengthen it.
    """

    status: FindingStatus
    effect: Effect
    level: int | None = None
    missing: tuple[str, ...] = ()


def decide_rule(rule: Rule, truths: Sequence[Truth], values: Values) -> Decision:
    """Decide by the first true level, else by the strongest unknown one.

    A true level that is only a note does not settle a rule whose unknown level could do more than note:
    a rule whose facts are missing never passes.
    """
    met = _first(truths, Truth.TRUE)
    unknown = _first(truths, Truth.UNKNOWN)
    if met is None and unknown is None:
        return Decision(FindingStatus.NOT_MET, rule.levels[0].effect)
    if met is None:
        return _undetermined(rule, unknown or 0, range(len(truths)), values)
    if unknown is None or unknown > met:
        return Decision(FindingStatus.MET, rule.levels[met].effect, met)
    if rule.levels[met].effect is Effect.NOTE and rule.levels[unknown].effect is not Effect.NOTE:
        return _undetermined(rule, unknown, range(met), values)
    stronger = [level for level in range(met) if truths[level] is Truth.UNKNOWN]
    return Decision(FindingStatus.MET, rule.levels[met].effect, met, _missing(rule, stronger, values))


def _undetermined(rule: Rule, level: int, levels: Sequence[int], values: Values) -> Decision:
    missing = _missing(rule, levels, values)
    return Decision(FindingStatus.UNDETERMINED, rule.levels[level].effect, level, missing)


def _missing(rule: Rule, levels: Sequence[int], values: Values) -> tuple[str, ...]:
    found = (name for level in levels for name in find_missing(rule.levels[level].when, values))
    return tuple(dict.fromkeys(found))


def _first(truths: Sequence[Truth], wanted: Truth) -> int | None:
    return next((number for number, truth in enumerate(truths) if truth is wanted), None)
