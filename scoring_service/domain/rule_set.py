"""A rule set: dated, versioned declarations of facts, rules and call rules, each with its sentence and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from scoring_service.domain.condition import Condition
    from scoring_service.domain.fact import FactType, Scalar
    from shared.statuses import Effect, FindingStatus


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in Swedish and English; ``{fact}`` and ``{fact:ordinal}`` are filled from the finding's facts."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document and the verbatim wording that a rule rests on."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that sources cite: its title, its registration number and its day, where they are known."""

    title: str
    registration_number: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A constant's value from one day on, until the next; ``from_on`` None means from the beginning."""

    value: Scalar
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A named limit with its values in order of their first day; ``label`` is how people speak of it."""

    values: tuple[DatedValue, ...]
    label: Sentence | None = None


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One fact that rules may use.

    ``stated_in`` is the application's field for a stated fact (``requested_amount``, ``answers.it_system``);
    for a derived one it is None and ``kind`` names the derivation, ``settings`` its declared parameters.
    """

    name: str
    type: FactType
    label: Sentence
    choices: tuple[str, ...] = ()
    stated_in: str | None = None
    kind: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    choice_labels: dict[str, Sentence] = field(default_factory=dict)
    """How a sentence writes a choice; a choice that is not here is written as it stands."""


@dataclass(frozen=True, slots=True)
class Level:
    """One strength of a rule: when its condition is met the finding has this effect and this sentence."""

    effect: Effect
    when: Condition
    text: Sentence


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A worked example of one rule: facts in, status (and effect when met) out. Facts not named are not stated.

    ``missing``, where it is given, are the names of exactly the facts that could still decide the rule.
    """

    title: str
    facts: dict[str, Scalar | None]
    status: FindingStatus
    effect: Effect | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground. ``levels`` stand strongest first; ``text_undetermined`` says what is missing and why it matters.

    ``grant_types`` empty means all of the call's grant types; to another grant type the rule is not met.
    """

    id: str
    title: Sentence
    grant_types: tuple[str, ...]
    levels: tuple[Level, ...]
    text_undetermined: Sentence
    source: Source
    cases: tuple[RuleCase, ...] = ()
    note: str | Sentence | None = None
    shows: tuple[str, ...] = ()
    """Facts that its sentences may show though no condition of it looks at them."""


@dataclass(frozen=True, slots=True)
class CriterionLevel:
    """How many points a criterion gives when this condition is met, and the sentence that justifies them."""

    points: int
    when: Condition
    text: Sentence


@dataclass(frozen=True, slots=True)
class CriterionCase:
    """A worked example of one criterion; ``points`` are those that are sure, ``possible_points`` those not ruled out."""

    title: str
    facts: dict[str, Scalar | None]
    points: int
    possible_points: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """A ground for putting one eligible application before another; never changes an outcome.

    ``levels`` stand highest points first. Its conditions may look only at what the applicant states, or at what is
    counted from it; what is not stated is shown as unknown and gives no points.
    """

    id: str
    title: Sentence
    grant_types: tuple[str, ...]
    levels: tuple[CriterionLevel, ...]
    text_undetermined: Sentence
    source: Source
    cases: tuple[CriterionCase, ...] = ()
    note: str | Sentence | None = None
    shows: tuple[str, ...] = ()

    @property
    def max_points(self) -> int:
        """The points of its highest level."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True, slots=True)
class ProcessNote:
    """Something that the city wrote for the call and that no rule tries: how it is run, reported or paid back."""

    id: str
    text: Sentence
    source: Source


@dataclass(frozen=True, slots=True)
class CallRule:
    """A rule about the call as a whole: ``kind`` names what is looked for, one finding for each place found."""

    id: str
    kind: str
    text: Sentence
    settings: dict[str, Any]
    source: Source | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules of one call, or of several. ``sha256`` is the hash of the canonical content.

    ``constants`` are the values of ``dated_constants`` in force on one day, the first day of ``valid_from`` unless
    ``on_day`` chose another; the conditions hold the same values.
    """

    name: str
    version: int
    sha256: str
    title: Sentence
    valid_from: date | None
    valid_to: date | None
    constants: dict[str, Scalar]
    facts: dict[str, FactDeclaration]
    rules: tuple[Rule, ...]
    call_rules: tuple[CallRule, ...]
    criteria: tuple[Criterion, ...] = ()
    documents: dict[str, Document] = field(default_factory=dict)
    process: tuple[ProcessNote, ...] = ()
    dated_constants: dict[str, Constant] = field(default_factory=dict)
