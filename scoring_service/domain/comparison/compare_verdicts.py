"""One application's verdict before and after: what it has become, and every ground that says something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.comparison.change import NEWLY, Change
from scoring_service.domain.comparison.compare_findings import (
    ADDED,
    EFFECT,
    REMOVED,
    STATUS,
    compare_criteria,
    compare_findings,
)
from shared.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.comparison.compare_findings import FindingChange

    Verdict = Mapping[str, Any]

_GROUNDS: Final = frozenset((ADDED, REMOVED, STATUS, EFFECT))


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two sides proposes; the amount in whole SEK, the points all criteria together."""

    outcome: Outcome
    proposed_amount: int | None
    points: int
    possible_points: int

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "outcome": self.outcome.value,
            "proposed_amount": self.proposed_amount,
            "points": self.points,
            "possible_points": self.possible_points,
        }


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """What an application has become; ``old`` or ``new`` is None where that side could not judge it, and ``why`` says why."""

    change: Change
    old: Side | None
    new: Side | None
    rules: tuple[FindingChange, ...] = ()
    criteria: tuple[FindingChange, ...] = ()
    why: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "change": self.change.value,
            "old": None if self.old is None else self.old.to_json(),
            "new": None if self.new is None else self.new.to_json(),
            "rules": [each.to_json("rule") for each in self.rules],
            "criteria": [each.to_json("criterion") for each in self.criteria],
            "why": self.why,
        }


def compare_verdicts(old: Verdict | None, new: Verdict | None, why: str | None = None) -> VerdictChange:
    """Compare two verdicts on the same revision, each in the shape of ``RecordVerdictsV1.verdicts``.

    None stands for a side that has no verdict; ``why`` then says why in a sentence.
    """
    if old is None or new is None:
        return VerdictChange(Change.NOT_JUDGED, _side(old), _side(new), why=why)
    before, after = _read_side(old), _read_side(new)
    rules = compare_findings(old["findings"], new["findings"])
    criteria = compare_criteria(old.get("criteria", ()), new.get("criteria", ()))
    return VerdictChange(_change(before, after, rules, criteria), before, after, rules, criteria)


def _change(
    old: Side, new: Side, rules: tuple[FindingChange, ...], criteria: tuple[FindingChange, ...]
) -> Change:
    if old.outcome is not new.outcome:
        return NEWLY[new.outcome]
    if old.proposed_amount != new.proposed_amount or any(_GROUNDS & {*each.differs} for each in rules):
        return Change.CHANGED_GROUNDS
    if (old.points, old.possible_points) != (new.points, new.possible_points):
        return Change.POINTS_CHANGED
    return Change.CHANGED_TEXT if rules or criteria else Change.UNCHANGED


def _side(verdict: Verdict | None) -> Side | None:
    return None if verdict is None else _read_side(verdict)


def _read_side(verdict: Verdict) -> Side:
    criteria = verdict.get("criteria", ())
    return Side(
        Outcome(verdict["outcome"]),
        verdict["proposed_amount"],
        sum(each["points"] for each in criteria),
        sum(each["possible_points"] for each in criteria),
    )
