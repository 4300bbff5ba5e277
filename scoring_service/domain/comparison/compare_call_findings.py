"""Findings about the call as a whole before and after: which are new, which are gone, which say something else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.comparison.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    CallFinding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CallFindingChanges:
    """Findings in the shape of ``CallScreenedV1.call_findings``; ``changed`` are pairs about the same place."""

    added: tuple[CallFinding, ...]
    removed: tuple[CallFinding, ...]
    changed: tuple[tuple[CallFinding, CallFinding], ...]
    unchanged: int

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": [{"old": old, "new": new} for old, new in self.changed],
            "unchanged": self.unchanged,
        }


def compare_call_findings(old: Sequence[CallFinding], new: Sequence[CallFinding]) -> CallFindingChanges:
    """Compare the findings rule by rule.

    One rule may find several places. Those that do not say the same are paired by how many of their facts are equal;
    a pair without an equal fact is one finding that is gone and another that is new.
    """
    before, after = _by_rule(old), _by_rule(new)
    added: list[CallFinding] = []
    removed: list[CallFinding] = []
    changed: list[tuple[CallFinding, CallFinding]] = []
    unchanged = 0
    for rule in dict.fromkeys([*after, *before]):
        left, come, same = _without_equal(before[rule], after[rule])
        unchanged += same
        for finding in come:
            partner = max(left, key=lambda each: _likeness(each, finding), default=None)
            if partner is None or not _likeness(partner, finding):
                added.append(finding)
                continue
            left.remove(partner)
            changed.append((partner, finding))
        removed.extend(left)
    return CallFindingChanges(tuple(added), tuple(removed), tuple(changed), unchanged)


def _by_rule(findings: Sequence[CallFinding]) -> defaultdict[str, list[CallFinding]]:
    found: defaultdict[str, list[CallFinding]] = defaultdict(list)
    for finding in findings:
        found[finding["rule"]].append(finding)
    return found


def _without_equal(
    old: Sequence[CallFinding], new: Sequence[CallFinding]
) -> tuple[list[CallFinding], list[CallFinding], int]:
    left: defaultdict[str, list[CallFinding]] = defaultdict(list)
    for finding in old:
        left[canonical_json(finding)].append(finding)
    come = []
    for finding in new:
        equal = left[canonical_json(finding)]
        if equal:
            equal.pop()
        else:
            come.append(finding)
    return [each for rest in left.values() for each in rest], come, len(new) - len(come)


def _likeness(one: CallFinding, other: CallFinding) -> int:
    return sum(
        name in other["facts"] and other["facts"][name] == value for name, value in one["facts"].items()
    )
