"""One application's verdict before and after: what it has become, and every ground that says something else.

An application has become one thing, by the strongest of what differs, so that counts add up. Findings about the call are
paired by what they are about, and where two JSON values differ at all the first place is told for whoever must find it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any, Final

from prescreen_shared.statuses import FindingStatus, Outcome
from prescreen_shared.written import canonical_json

CallFinding = dict[str, Any]
_ABSENT: Final = object()
_LONGEST: Final = 200
_NEWLY: Final = {FindingStatus.MET: "newly_met", FindingStatus.UNDETERMINED: "newly_undetermined"}
_NO_LONGER: Final = {FindingStatus.MET: "no_longer_met", FindingStatus.UNDETERMINED: "no_longer_undetermined"}
_OTHERWISE: Final = "told_differently"
Verdict = Mapping[str, Any]
ADDED: Final = "added"
EFFECT: Final = "effect"
REMOVED: Final = "removed"
STATUS: Final = "status"
_GROUNDS: Final = frozenset((ADDED, REMOVED, STATUS, EFFECT))
Finding = dict[str, Any]
POINTS: Final = "points"
_PARTS: Final = (STATUS, EFFECT, "text", "facts", "missing", "evidence", "source", "possible_reason")
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


@dataclass(frozen=True, slots=True)
class Difference:
    """``path`` leads to the place, such as ``findings[3].text.sv``; the values there as JSON, None where there is none."""

    path: str
    old: str | None
    new: str | None


def first_difference(old: Any, new: Any) -> Difference | None:
    """Find the first place by sorted keys and list positions where the two differ, None where they do not."""
    return None if canonical_json(old) == canonical_json(new) else _find(old, new, "")


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


class Change(StrEnum):
    """Strongest first: an application that differs in several ways is counted under the first that fits.

    ``changed_grounds`` keeps its outcome for other reasons, or with another amount; ``points_changed`` differs in what
    criteria give, perhaps in its sentences too; ``changed_text`` has the same grounds told differently: sentence,
    deciding facts, what is missing, quoted words or source. ``not_judged`` lacks a verdict on one of the two sides.
    """

    NOT_JUDGED = "not_judged"
    NEWLY_REFUSED = "newly_refused"
    NEWLY_SET_ASIDE = "newly_set_aside"
    NEWLY_REFERRED = "newly_referred"
    NEWLY_ELIGIBLE = "newly_eligible"
    CHANGED_GROUNDS = "changed_grounds"
    POINTS_CHANGED = "points_changed"
    CHANGED_TEXT = "changed_text"
    UNCHANGED = "unchanged"


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
    rules = _compare(old["findings"], new["findings"], "rule", _PARTS)
    criteria = _compare(old.get("criteria", ()), new.get("criteria", ()), "criterion", _CRITERION_PARTS)
    return VerdictChange(_change(before, after, rules, criteria), before, after, rules, criteria)


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


def _find(old: Any, new: Any, path: str) -> Difference | None:
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(f"{path}.{key}" if path else key, key) for key in sorted({*old, *new})]
        found = (_find(old.get(key, _ABSENT), new.get(key, _ABSENT), inner) for inner, key in pairs)
        return next((each for each in found if each), None)
    if isinstance(old, list) and isinstance(new, list):
        items = enumerate(zip_longest(old, new, fillvalue=_ABSENT))
        found = (_find(before, after, f"{path}[{number}]") for number, (before, after) in items)
        return next((each for each in found if each), None)
    if old is not _ABSENT and new is not _ABSENT and canonical_json(old) == canonical_json(new):
        return None
    return Difference(path, _written(old), _written(new))


def _written(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    text = canonical_json(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _ways(change: FindingChange) -> list[str]:
    old, new = _status(change.old), _status(change.new)
    if old is new:
        return [_OTHERWISE]
    return [names[status] for names, status in ((_NO_LONGER, old), (_NEWLY, new)) if status in names]


def _status(finding: dict[str, Any] | None) -> FindingStatus:
    return FindingStatus.NOT_MET if finding is None else FindingStatus(finding["status"])


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


def _compare(
    old: Sequence[Finding], new: Sequence[Finding], key: str, parts: tuple[str, ...]
) -> tuple[FindingChange, ...]:
    """Give the grounds that say something else, in the new order; one that is not met on either side says nothing."""
    before = {finding[key]: finding for finding in old}
    after = {finding[key]: finding for finding in new}
    names = dict.fromkeys([*after, *before])
    changes = (_finding_change(name, before.get(name), after.get(name), parts) for name in names)
    return tuple(change for change in changes if change is not None)


def _finding_change(
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


NEWLY: Final = {
    Outcome.REFUSE: Change.NEWLY_REFUSED,
    Outcome.SET_ASIDE: Change.NEWLY_SET_ASIDE,
    Outcome.REFER: Change.NEWLY_REFERRED,
    Outcome.ELIGIBLE: Change.NEWLY_ELIGIBLE,
}
"""What an application has become whose outcome is another than before."""
