"""What the product proposed beside what people decided about the same call: which grounds were found, what differs.

Decisions come from the bundle's decisions.json, each of their ground codes standing for a rule. Who is right about a difference
is said by people, in a file beside the bundle, and never by the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from prescreen.bundle import DECISIONS, read_json
from prescreen.verdicts_file import Verdicts
from prescreen_shared.shapes.verdict import FiledVerdict
from prescreen_shared.statuses import Decided, FindingStatus, Outcome

JUDGEMENTS: Final = "judgements.yaml"
_RIGHT: Final = ("people", "product", "both", "open")
MOST_GRANTED_REFERRED: Final = 2
"""A granted application that is referred costs a person's time; more than this many make the help doubtful."""
GROUND_CODES: Final = "ground-codes.yaml"


class BadJudgementsError(ValueError):
    """The file of judgements cannot be read as such."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who is right about a difference (people, product, both or open), and why."""

    right: str
    text: Mapping[str, str]


def key_of(deviation: Deviation) -> Key:
    """Tell which judgement belongs to a difference."""
    return (deviation.reference, deviation.kind, deviation.rule)


def read_judgements(path: Path) -> Mapping[Key, Judgement]:
    """Read the judgements; none when there is no such file.

    Raises:
        BadJudgementsError: the file is not YAML, or a judgement lacks something.
    """
    if not path.exists():
        return {}
    try:
        documents = YAML(typ="safe", pure=True).load(path)["judgements"]
        return {
            (d["reference"], DeviationKind(d["kind"]), d.get("rule")): Judgement(
                _RIGHT[_RIGHT.index(d["right"])], {"sv": d["sv"].strip(), "en": d["en"].strip()}
            )
            for d in documents
        }
    except (YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadJudgementsError(f"{path}: {error}") from error


class DeviationKind(StrEnum):
    """How a proposal can differ from the decision."""

    OUTCOME = "outcome"
    GROUND_NOT_FOUND = "ground-not-found"
    GROUND_ADDED = "ground-added"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference; ``rule`` is the ground that it is about, None when it is about the outcome."""

    reference: str
    kind: DeviationKind
    rule: str | None
    decided: Decided
    proposed: Outcome | None


class Visible(StrEnum):
    """How far the applicant's own text shows a ground."""

    DIRECT = "direct"
    SUGGESTIVE = "suggestive"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one application; ``grounds`` tells by rule how visible each is."""

    reference: str
    decided: Decided
    grounds: Mapping[str, Visible]


@dataclass(frozen=True, slots=True)
class ComparedApplication:
    """One application as people and product saw it; ``found`` tells by ground whether the product found it."""

    decision: Decision
    verdict: FiledVerdict | None
    found: Mapping[str, bool]

    @property
    def proposed(self) -> Outcome | None:
        """What the product proposes, None when it gave no verdict."""
        return self.verdict.outcome if self.verdict else None

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every difference, that of the outcome first."""
        return tuple(self._deviations())

    def _deviations(self) -> Iterator[Deviation]:
        if self.proposed is not _SAME[self.decision.decided]:
            yield self._deviation(DeviationKind.OUTCOME, None)
        for rule, found in self.found.items():
            if not found:
                yield self._deviation(DeviationKind.GROUND_NOT_FOUND, rule)
        for finding in self.verdict.reasons if self.verdict else ():
            if finding.rule not in self.decision.grounds:
                yield self._deviation(DeviationKind.GROUND_ADDED, finding.rule)

    def _deviation(self, kind: DeviationKind, rule: str | None) -> Deviation:
        decision = self.decision
        return Deviation(decision.reference, kind, rule, decision.decided, self.proposed)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole comparison."""

    applications: tuple[ComparedApplication, ...]

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every difference, in the order of the decisions."""
        return tuple(deviation for compared in self.applications for deviation in compared.deviations)

    @property
    def counts(self) -> tuple[Count, ...]:
        """What was promised, counted."""
        shown: Counter[Visible] = Counter()
        found: Counter[Visible] = Counter()
        for compared in self.applications:
            for rule, visible in compared.decision.grounds.items():
                shown[visible] += 1
                found[visible] += compared.found[rule]
        granted = self._proposed_where(Decided.GRANTED)
        aside = self._proposed_where(Decided.NOT_PRIORITISED)
        unjudged = sum(each.proposed is None for each in self.applications)
        by_ground = [
            Count(f"agreement.{visible}", found[visible], shown[visible], least=shown[visible])
            for visible in (Visible.DIRECT, Visible.SUGGESTIVE)
        ]
        return (
            *by_ground,
            Count("agreement.invisible", found[Visible.NONE], shown[Visible.NONE]),
            Count("agreement.set-aside", aside[Outcome.SET_ASIDE], aside.total(), least=aside.total()),
            Count("agreement.granted-refused", granted[Outcome.REFUSE], granted.total(), most=0),
            Count("agreement.granted-set-aside", granted[Outcome.SET_ASIDE], granted.total(), most=0),
            Count(
                "agreement.granted-referred",
                granted[Outcome.REFER],
                granted.total(),
                most=MOST_GRANTED_REFERRED,
            ),
            Count("agreement.no-verdict", unjudged, len(self.applications), most=0),
        )

    @property
    def holds(self) -> bool:
        """Tell whether every count is enough."""
        return all(count.is_enough for count in self.counts)

    def _proposed_where(self, decided: Decided) -> Counter[Outcome | None]:
        return Counter(a.proposed for a in self.applications if a.decision.decided is decided)


def compare(decisions: Sequence[Decision], verdicts: Verdicts) -> Agreement:
    """Compare every decision with the verdict on the same application."""
    return Agreement(tuple(_compare_one(decision, verdicts.of(decision.reference)) for decision in decisions))


class BadDecisionsError(ValueError):
    """The decisions cannot be read as such."""


def read_decisions(bundle: Path) -> tuple[Decision, ...]:
    """Read a bundle's decisions, their grounds named by rule.

    A ground code stands for the rule that ``ground-codes.yaml`` names, or else for the rule of its own name with
    hyphens.

    Raises:
        BadBundleError: the file is no JSON.
        BadDecisionsError: its members are not what they should be, or the file is not there.
    """
    try:
        documents = read_json((bundle / DECISIONS).read_bytes(), DECISIONS).value
        codes = _ground_codes(bundle / GROUND_CODES)
        return tuple(_decision(document, codes) for document in documents)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BadDecisionsError(f"{bundle / DECISIONS}: {error!r}") from error


Key = tuple[str, DeviationKind, str | None]
_SAME: Final = {
    Decided.GRANTED: Outcome.ELIGIBLE,
    Decided.REFUSED: Outcome.REFUSE,
    Decided.NOT_PRIORITISED: Outcome.SET_ASIDE,
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many; enough are ``least`` to ``most``, which is all of them where none is said."""

    text_id: str
    count: int
    of: int
    least: int = 0
    most: int | None = None

    @property
    def is_enough(self) -> bool:
        """Tell whether the number is one that was promised."""
        return self.least <= self.count <= (self.of if self.most is None else self.most)


def _compare_one(decision: Decision, verdict: FiledVerdict | None) -> ComparedApplication:
    found = {rule: _is_found(rule, visible, verdict) for rule, visible in decision.grounds.items()}
    return ComparedApplication(decision, verdict, found)


def _is_found(rule: str, visible: Visible, verdict: FiledVerdict | None) -> bool:
    if verdict is None or verdict.outcome is Outcome.ELIGIBLE:
        return False
    # What the text shows outright must be met; what it only suggests may also be a question to the applicant.
    enough = (
        (FindingStatus.MET,) if visible is Visible.DIRECT else (FindingStatus.MET, FindingStatus.UNDETERMINED)
    )
    return any(finding.rule == rule and finding.status in enough for finding in verdict.reasons)


def _ground_codes(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    codes: dict[str, str] = YAML(typ="safe", pure=True).load(path)
    return codes


def _decision(document: Mapping[str, Any], codes: Mapping[str, str]) -> Decision:
    visible = document["visible_in_application"]
    return Decision(
        reference=document["reference"],
        decided=Decided(document["outcome"]),
        grounds={
            codes.get(code, code.replace("_", "-")): Visible(visible.get(code, Visible.NONE))
            for code in document["ground_codes"]
        },
    )
