"""What the rules found: a finding for each rule, a verdict for each application, findings about the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring_service.domain.fact import Evidence
    from scoring_service.domain.rule_set import Sentence, Source
    from shared.statuses import Effect, FindingStatus, Outcome


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
    """What one criterion gives one application: points with their justification, filled in.

    ``points`` are sure; ``possible_points`` are those that what is not stated could still give, never fewer.
    ``status`` is met with its highest possible points, not met with none possible, else undetermined, and then
    ``missing`` names the application's fields. ``max_points`` are what the criterion can give at all.
    """

    criterion: str
    status: FindingStatus
    points: int
    possible_points: int
    max_points: int
    text: Sentence
    facts: dict[str, Any]
    missing: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Verdict:
    """The proposal for one revision of one application with every finding, in the rule set's order.

    ``proposed_amount`` is the amount asked for, cut to the cap, in whole SEK; None when not stated.
    ``criteria`` never change the outcome; those of another grant type are left out.
    """

    application_id: str
    reference: str
    revision: int
    outcome: Outcome
    proposed_amount: int | None
    findings: tuple[Finding, ...]
    criteria: tuple[CriterionFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class CallFinding:
    """What is found about the call as a whole."""

    rule: str
    text: Sentence
    facts: dict[str, Any]
    source: Source | None
