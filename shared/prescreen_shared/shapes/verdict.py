"""What the rules found, and by which version: a finding for each ground, a verdict for each application, the file of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from prescreen_shared.shapes.declaring import LATER, Hash, Id, Least, Mark, Text, Year
from prescreen_shared.statuses import Effect, FindingStatus, Outcome

Words = Annotated[str, Text(1000)]
FromNought = Annotated[int, Least(0)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same text in Swedish and English; in a rule set ``{fact}`` and ``{fact:ordinal}`` stand for facts."""

    sv: Words
    en: Words

    def said(self, language: str) -> str:
        """Give the text in one of the two languages."""
        return self.sv if language == "sv" else self.en


class SourceKind(StrEnum):
    """A ``rule`` was written beforehand, ``practice`` was seen in decisions, an ``own`` rule is of whoever wrote the rule set."""

    RULE = "rule"
    PRACTICE = "practice"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Source:
    """The id of the document that a rule rests on, and its verbatim wording.

    ``kind`` says what the document is to the rule, None in rules from before it was said, which counts as a rule; ``year`` is
    that of the decisions in which a practice was seen. Both are left out where they are None, so that what is kept stays as it is.
    """

    document: str
    quote: str
    kind: Annotated[SourceKind | None, LATER, Mark.SPARSE] = None
    year: Annotated[Year | None, LATER, Mark.SPARSE] = None

    @property
    def is_rule(self) -> bool:
        """Tell whether it is a rule that was written beforehand, as far as it says."""
        return self.kind in (None, SourceKind.RULE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words found, and the field or register section in which they stand (``description``, ``register.other_funding``)."""

    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One version of the rules of a name; ``sha256`` is the hash of their canonical content."""

    name: str
    version: int
    sha256: Hash


@dataclass(frozen=True, slots=True)
class RegisterRef:
    """One version of the city's register: its number, when (UTC) it was put there, the hash of what it says."""

    version: int
    at: datetime
    sha256: Hash


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """Which engine evaluated the rules."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found on one application; ``text`` has its values filled in.

    ``facts`` holds the deciding values under their fact names, ``missing`` the application's fields whose
    statement could change an undetermined rule. ``possible_reason`` is the wording that the board could be given where ``text``
    is a question or an instruction to an officer; left out where there is none.
    """

    rule: str
    effect: Effect
    status: FindingStatus
    text: Sentence
    facts: dict[str, Any]
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    source: Source
    possible_reason: Annotated[Sentence | None, LATER, Mark.SPARSE] = None

    @property
    def is_note(self) -> bool:
        """Tell whether it points something out and leaves the outcome as it is."""
        return self.status is FindingStatus.MET and self.effect is Effect.NOTE


TEXT_MISSING: Final = "text-missing"
"""The finding that tells once of a text that is not stated; its ``facts`` name the ``grounds`` that it leaves open."""


def findings_told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Give the findings that a reader is told: those met or undetermined, but for grounds that one missing text leaves open."""
    within = {rule for each in findings if each.rule == TEXT_MISSING for rule in each.facts["grounds"]}
    return tuple(
        each for each in findings if each.status is not FindingStatus.NOT_MET and each.rule not in within
    )


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """What one criterion gives one application: points with their justification; it never changes the outcome.

    ``points`` are sure; ``possible_points`` are those that what is not stated could still give, never fewer.
    ``status`` is met with its highest possible points, not met with none possible, else undetermined, and then
    ``missing`` names the application's fields. ``max_points`` are what the criterion can give at all.
    """

    criterion: str
    status: FindingStatus
    points: FromNought
    possible_points: FromNought
    max_points: FromNought
    text: Sentence
    facts: dict[str, Any]
    missing: tuple[str, ...]
    source: Source

    @property
    def unknown_points(self) -> int:
        """The points that hang on what is not stated."""
        return self.possible_points - self.points


@dataclass(frozen=True, slots=True)
class Hint:
    """What the reading aid points out: a ground whose examples a sentence reads like, or the decided application most like this.

    Exactly one of ``rule`` and ``precedent`` is there. ``likeness`` is of 100. It is no finding and changes no outcome.
    """

    rule: str | None
    precedent: str | None
    likeness: FromNought
    text: Sentence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The proposal for one revision of one application with every finding, those not met too, in the rule set's order.

    ``proposed_amount`` is the amount asked for, cut to the cap, in whole SEK; None when not stated. ``criteria`` never
    change the outcome; those of another grant type are left out, as they were by senders before there were any.
    """

    application_id: Id
    reference: str
    revision: Annotated[int, Least(1)]
    outcome: Outcome
    proposed_amount: int | None
    findings: tuple[Finding, ...]
    criteria: Annotated[tuple[CriterionFinding, ...], LATER] = ()
    hints: Annotated[tuple[Hint, ...], LATER] = ()


@dataclass(frozen=True, slots=True)
class CallFinding:
    """What is found about the call as a whole."""

    rule: str
    text: Sentence
    facts: dict[str, Any]
    source: Annotated[Source | None, LATER] = None


@dataclass(frozen=True, slots=True)
class Points:
    """Points that are sure, those not ruled out by what is not stated, and all that there are to get."""

    known: int
    possible: int
    max: int

    @property
    def unknown(self) -> int:
        """The points that hang on what is not stated."""
        return self.possible - self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledVerdict:
    """A verdict as every reader of verdicts.json may rely on it; its findings are those that are met or undetermined.

    ``points`` are left out where the rules have no criteria for the application.
    """

    reference: str
    outcome: Outcome
    proposed_amount: int | None = None
    findings: tuple[Finding, ...]
    points: Points | None = None
    hints: tuple[Hint, ...] = ()

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that bear on the outcome."""
        return tuple(finding for finding in self.findings if not finding.is_note)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings that only point something out."""
        return tuple(finding for finding in self.findings if finding.is_note)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictsFile:
    """verdicts.json, version 1; more keys may stand beside these. Applications without a verdict are ``unscreened``."""

    version: int
    call: str
    rule_set: VersionRef | None
    register: RegisterRef | None = None
    verdicts: tuple[FiledVerdict, ...]
    unscreened: tuple[str, ...] = ()
    call_findings: tuple[CallFinding, ...]
