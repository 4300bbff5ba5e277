"""The findings of one application before and after, rule by rule: what a reader of the proposal would see differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    Finding = dict[str, Any]

ADDED: Final = "added"
REMOVED: Final = "removed"
STATUS: Final = "status"
EFFECT: Final = "effect"
POINTS: Final = "points"

_PARTS: Final = (STATUS, EFFECT, "text", "facts", "missing", "evidence", "source")
_CRITERION_PARTS: Final = (
    STATUS,
    POINTS,
    "possible_points",
    "max_points",
    "text",
    "facts",
    "missing",
    "source",
)


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One rule, or one criterion, whose finding is another.

    ``old`` and ``new`` are the findings in the message's shape, None where that side has none. ``differs`` names the
    parts that differ, ``added`` alone or ``removed`` alone where only one side says anything.
    """

    name: str
    differs: tuple[str, ...]
    old: Finding | None
    new: Finding | None

    def to_json(self, key: str) -> dict[str, Any]:
        """Give plain JSON values, the name under ``key``."""
        return {key: self.name, "differs": list(self.differs), "old": self.old, "new": self.new}


def compare_findings(old: Sequence[Finding], new: Sequence[Finding]) -> tuple[FindingChange, ...]:
    """Give the rules that say something else, in the new order; a rule that is not met on either side says nothing."""
    return _compare(old, new, "rule", _PARTS)


def compare_criteria(old: Sequence[Finding], new: Sequence[Finding]) -> tuple[FindingChange, ...]:
    """Give the criteria that say something else, in the new order; one that gives nothing on either side says nothing."""
    return _compare(old, new, "criterion", _CRITERION_PARTS)


def _compare(
    old: Sequence[Finding], new: Sequence[Finding], key: str, parts: tuple[str, ...]
) -> tuple[FindingChange, ...]:
    before = {finding[key]: finding for finding in old}
    after = {finding[key]: finding for finding in new}
    names = dict.fromkeys([*after, *before])
    changes = (_change(name, before.get(name), after.get(name), parts) for name in names)
    return tuple(change for change in changes if change is not None)


def _change(
    name: str, old: Finding | None, new: Finding | None, parts: tuple[str, ...]
) -> FindingChange | None:
    if not (_speaks(old) or _speaks(new)):
        return None
    if old is None or new is None:
        return FindingChange(name, (ADDED,) if old is None else (REMOVED,), old, new)
    differs = tuple(part for part in parts if old.get(part) != new.get(part))
    return FindingChange(name, differs, old, new) if differs else None


def _speaks(finding: Finding | None) -> bool:
    return finding is not None and finding["status"] != FindingStatus.NOT_MET
