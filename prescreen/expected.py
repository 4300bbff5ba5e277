"""What the product proposed beside what a careful officer would accept: the counts that say how well the rules read.

The expectations stand in a bundle's expected.json. What an application shows is *direct*, *suggested*, or only looks like a
ground; a suggested ground is shown to staff where it is met, where words of the application are quoted for it, or in the reading aid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from prescreen.agreement import BadDecisionsError, Count
from prescreen.bundle import CALL, read_json
from prescreen.verdicts_file import Verdicts
from prescreen_shared.shapes.verdict import FiledVerdict, Finding
from prescreen_shared.statuses import FindingStatus, Outcome

EXPECTED: Final = "expected.json"
LEAST_SUGGESTED_SHOWN: Final = 0.7
"""Of grounds that are only suggested, staff are shown at least this share."""
MOST_LOOK_ALIKES_WRONG: Final = 0.1
MOST_AN_ELIGIBLE: Final = 0.5
"""Notes, and hints of the reading aid, on an application that is proposed as eligible; many of them teach staff to stop reading."""


class Shown(StrEnum):
    """How an application shows a ground: outright, in other words, or only seemingly."""

    DIRECT = "direct"
    SUGGESTED = "suggested"
    LOOK_ALIKE = "hard_negative"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is acceptable for one application.

    ``must`` are rules that have to be found, ``never`` rules that may not be met, ``shows`` how it shows which ground. Where
    there is a ``pair``, it is enough that one of its applications carries what is shown.
    """

    reference: str
    outcomes: frozenset[Outcome]
    must: frozenset[str]
    never: frozenset[str]
    shows: tuple[tuple[str, Shown], ...]
    pair: tuple[str, ...]


Beside = tuple[Expectation, Mapping[str, FiledVerdict]]
"""An expectation, and the verdicts of its call by reference."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that came out otherwise; ``rule`` is None when it is about the outcome alone."""

    reference: str
    what: str
    rule: str | None
    proposed: Outcome | None


@dataclass(frozen=True, slots=True)
class Expected:
    """Every expectation of one or several calls beside the verdict on it."""

    compared: tuple[Beside, ...]

    @property
    def counts(self) -> tuple[Count, ...]:
        """What was asked for, counted."""
        misses = [miss.what for miss in self.misses]
        applications = len(self.compared)
        direct = [self._is_shown(each, rule) for each, rule in self._showing(Shown.DIRECT)]
        suggested = [
            self._is_shown(each, rule) or _is_hinted_at(*each, rule)
            for each, rule in self._showing(Shown.SUGGESTED)
        ]
        met = [self._is_met(each, rule) for each, rule in self._showing(Shown.SUGGESTED)]
        alike = [each for each in self.compared if any(how is Shown.LOOK_ALIKE for _, how in each[0].shows)]
        wrong = [each for each in alike if any(miss.what in _WRONG for miss in _misses(*each))]
        eligible = [
            v for each, by in self.compared if (v := by.get(each.reference)) and v.outcome is Outcome.ELIGIBLE
        ]
        return (
            Count("agreement.refused-wrongly", misses.count("refused-wrongly"), applications, most=0),
            Count("agreement.direct-found", sum(direct), len(direct), least=len(direct)),
            Count(
                "agreement.suggested-shown",
                sum(suggested),
                len(suggested),
                least=round(LEAST_SUGGESTED_SHOWN * len(suggested) + 0.5),
            ),
            Count("agreement.suggested-met", sum(met), len(met)),
            Count(
                "agreement.look-alikes-wrong",
                len(wrong),
                len(alike),
                most=int(MOST_LOOK_ALIKES_WRONG * len(alike)),
            ),
            Count(
                "agreement.must-missing",
                misses.count("must-missing"),
                sum(len(e.must) for e, _ in self.compared),
            ),
            Count("agreement.referred-needlessly", misses.count("referred-needlessly"), applications),
            Count(
                "agreement.notes-on-eligible",
                sum(len(verdict.notes) for verdict in eligible),
                len(eligible),
                most=int(MOST_AN_ELIGIBLE * len(eligible)),
            ),
            Count(
                "agreement.hints-on-eligible",
                sum(hint.rule is not None for verdict in eligible for hint in verdict.hints),
                len(eligible),
                most=int(MOST_AN_ELIGIBLE * len(eligible)),
            ),
        )

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Everything that came out otherwise, in the order of the expectations."""
        return tuple(miss for each in self.compared for miss in _misses(*each))

    @property
    def holds(self) -> bool:
        """Tell whether every count is enough."""
        return all(count.is_enough for count in self.counts)

    def _showing(self, how: Shown) -> Iterator[tuple[Beside, str]]:
        return ((each, rule) for each in self.compared for rule, shown in each[0].shows if shown is how)

    def _is_shown(self, each: Beside, rule: str) -> bool:
        return any(_shows(finding, each[0], rule) for finding in _findings(*each, rule))

    def _is_met(self, each: Beside, rule: str) -> bool:
        return any(finding.status is FindingStatus.MET for finding in _findings(*each, rule))


def read_expected(bundle: Path) -> tuple[Expectation, ...]:
    """Read a bundle's expectations.

    Raises:
        BadBundleError: the file is no JSON.
        BadDecisionsError: its members are not what they should be, or the file is not there.
    """
    try:
        documents: dict[str, Any] = read_json((bundle / EXPECTED).read_bytes(), EXPECTED).value
        return tuple(_expectation(reference, document) for reference, document in documents.items())
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadDecisionsError(f"{bundle / EXPECTED}: {error!r}") from error


def set_beside(calls: Sequence[tuple[Sequence[Expectation], Verdicts]]) -> Expected:
    """Set expectations beside the verdicts on the same call, for one or several calls."""
    return Expected(
        tuple(
            (each, {verdict.reference: verdict for verdict in verdicts.verdicts})
            for expectations, verdicts in calls
            for each in expectations
        )
    )


def bundles_with_expectations(folder: Path) -> tuple[Path, ...]:
    """Give the folder itself if it is a bundle, else the bundles in it; only those that have expectations."""
    candidates = (
        [folder] if (folder / CALL).exists() else sorted(path for path in folder.iterdir() if path.is_dir())
    )
    return tuple(path for path in candidates if (path / EXPECTED).exists())


_WRONG: Final = frozenset(("refused-wrongly", "referred-needlessly", "other-outcome", "never-met"))


def _expectation(reference: str, document: Mapping[str, Any]) -> Expectation:
    return Expectation(
        reference=reference,
        outcomes=frozenset(Outcome(outcome) for outcome in document["outcomes"]),
        must=frozenset(document["must"]),
        never=frozenset(document["never"]),
        shows=tuple((test["ground"], Shown(test["kind"])) for test in document["tests"]),
        pair=tuple(document.get("pair") or ()),
    )


def _misses(expected: Expectation, verdicts: Mapping[str, FiledVerdict]) -> Iterator[Miss]:
    verdict = verdicts.get(expected.reference)
    proposed = verdict.outcome if verdict else None
    if proposed not in expected.outcomes:
        what = {Outcome.REFUSE: "refused-wrongly", Outcome.REFER: "referred-needlessly"}
        yield Miss(
            expected.reference,
            what.get(proposed, "other-outcome") if proposed else "other-outcome",
            None,
            proposed,
        )
    for rule in sorted(expected.must):
        if not list(_findings(expected, verdicts, rule)):
            yield Miss(expected.reference, "must-missing", rule, proposed)
    for rule, shown in expected.shows:
        asked = shown is not Shown.LOOK_ALIKE and rule not in expected.must
        if asked and not any(_shows(each, expected, rule) for each in _findings(expected, verdicts, rule)):
            yield Miss(expected.reference, "must-missing", rule, proposed)
    for rule in sorted(expected.never):
        if any(finding.status is FindingStatus.MET for finding in _findings(expected, verdicts, rule)):
            yield Miss(expected.reference, "never-met", rule, proposed)


def _findings(expected: Expectation, verdicts: Mapping[str, FiledVerdict], rule: str) -> Iterator[Finding]:
    for reference in expected.pair or (expected.reference,):
        verdict = verdicts.get(reference)
        yield from (finding for finding in (verdict.findings if verdict else ()) if finding.rule == rule)


def _is_hinted_at(expected: Expectation, verdicts: Mapping[str, FiledVerdict], rule: str) -> bool:
    """Whether the reading aid names the ground."""
    shown = (verdicts.get(reference) for reference in expected.pair or (expected.reference,))
    return any(hint.rule == rule for verdict in shown if verdict for hint in verdict.hints)


def _shows(finding: Finding, expected: Expectation, rule: str) -> bool:
    """Whether a finding shows the ground: one shown outright is found either way, one suggested is met or quoted."""
    outright = (rule, Shown.DIRECT) in expected.shows
    return finding.status is FindingStatus.MET or outright or bool(finding.evidence)
