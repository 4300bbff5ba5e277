"""Counts over all applications compared so far: what became of them, from which outcome to which, and by which rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.comparison.change import Change
from shared.statuses import FindingStatus, Outcome

if TYPE_CHECKING:
    from scoring_service.domain.comparison.compare_findings import FindingChange
    from scoring_service.domain.comparison.compare_verdicts import VerdictChange

_NEWLY: Final = {FindingStatus.MET: "newly_met", FindingStatus.UNDETERMINED: "newly_undetermined"}
_NO_LONGER: Final = {FindingStatus.MET: "no_longer_met", FindingStatus.UNDETERMINED: "no_longer_undetermined"}
_OTHERWISE: Final = "told_differently"


class Tally:
    """Takes one change after the other; keeps counts only."""

    def __init__(self) -> None:
        self._changes: Counter[Change] = Counter()
        self._outcomes: Counter[tuple[Outcome, Outcome]] = Counter()
        self._rules: dict[str, Counter[str]] = {}

    def add(self, compared: VerdictChange) -> None:
        """Count one application."""
        self._changes[compared.change] += 1
        if compared.old and compared.new and compared.old.outcome is not compared.new.outcome:
            self._outcomes[compared.old.outcome, compared.new.outcome] += 1
        for each in compared.rules:
            self._rules.setdefault(each.name, Counter()).update(_ways(each))

    def counts(self) -> dict[str, int]:
        """Give the applications of every kind of change, also those of which there are none."""
        return {change.value: self._changes[change] for change in Change}

    def outcomes(self) -> list[dict[str, Any]]:
        """Give how many went from one outcome to another, strongest outcome first."""
        order = tuple(Outcome)
        moves = sorted(
            self._outcomes.items(), key=lambda move: (order.index(move[0][0]), order.index(move[0][1]))
        )
        return [{"old": old.value, "new": new.value, "count": count} for (old, new), count in moves]

    def rules(self) -> list[dict[str, Any]]:
        """Give for each rule that says something else to anybody in which ways, and to how many; by the rule's id."""
        ways = (*_NEWLY.values(), *_NO_LONGER.values(), _OTHERWISE)
        return [
            {"rule": rule, **{way: counted[way] for way in ways}}
            for rule, counted in sorted(self._rules.items())
        ]


def _ways(change: FindingChange) -> list[str]:
    old, new = _status(change.old), _status(change.new)
    if old is new:
        return [_OTHERWISE]
    return [names[status] for names, status in ((_NO_LONGER, old), (_NEWLY, new)) if status in names]


def _status(finding: dict[str, Any] | None) -> FindingStatus:
    return FindingStatus.NOT_MET if finding is None else FindingStatus(finding["status"])
