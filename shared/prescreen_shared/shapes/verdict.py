"""What the rules found: a finding for each ground, a verdict for each application, findings about the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from prescreen_shared.shapes.declaring import LATER, Id, Least, Text
from prescreen_shared.statuses import Effect, FindingStatus, Outcome

Words = Annotated[str, Text(1000)]
FromNought = Annotated[int, Least(0)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same text in Swedish and English; in a rule set ``{fact}`` and ``{fact:ordinal}`` stand for facts."""

    sv: Words
    en: Words


@dataclass(frozen=True, slots=True)
class Source:
    """The id of the document that a rule rests on, and its verbatim wording."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words found, and the field or register section in which they stand (``description``, ``register.other_funding``)."""

    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found on one application; ``text`` has its values filled in.

    ``facts`` holds the deciding values under their fact names, ``missing`` the application's fields whose
    statement could change an undetermined rule.
    """

    rule: str
    effect: Effect
    status: FindingStatus
    text: Sentence
    facts: dict[str, Any]
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    source: Source


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


@dataclass(frozen=True, slots=True)
class CallFinding:
    """What is found about the call as a whole."""

    rule: str
    text: Sentence
    facts: dict[str, Any]
    source: Annotated[Source | None, LATER] = None
