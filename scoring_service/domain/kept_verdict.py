"""A kept verdict held against itself: do its findings follow from the facts that they state, and its outcome from them.

This needs no application and no derivation, so that a verdict which an earlier derivation came to can still be checked. A
finding keeps the facts that decided it; where those of a whole ground are kept, the ground is decided again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from prescreen_shared.shapes.verdict import Finding, Verdict
from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.condition import FactType, Scalar
from scoring_service.domain.evaluate import Referee, Truths, Values, decide, level_keys
from scoring_service.domain.finding import ENGINE_DIFFERENCE, outcome_of
from scoring_service.domain.rule_set import FactDeclaration, Ground, RuleSet


def contradiction_in(rule_set: RuleSet, verdict: Verdict) -> str | None:
    """Give the first thing in a verdict that its own facts and findings deny, as a path in its message; None without one.

    ``rule_set`` holds the constants of the call's day. Of free text only a beginning is kept, so that a ground that compares
    text is passed over, as is one of which facts are not kept.
    """
    values = _values(rule_set, verdict.findings)
    if values is None:
        return "findings.facts"
    truths = Referee(rule_set).evaluate(values)
    grounds = {ground.id: ground for ground in rule_set.rules}
    for place, finding in enumerate(verdict.findings):
        ground = grounds.get(finding.rule)
        if ground is not None and not _follows(finding, ground, truths, values):
            return f"findings[{place}].status"
    in_doubt = any(finding.rule == ENGINE_DIFFERENCE for finding in verdict.findings)
    return None if in_doubt or outcome_of(verdict.findings) is verdict.outcome else "outcome"


def _follows(finding: Finding, ground: Ground, truths: Truths, values: Values) -> bool:
    if not finding.facts or not set(ground.facts) <= set(values):
        return True
    decided = decide(ground, [truths[key] for key in level_keys(ground)], values)
    same = (decided.status, decided.effect) == (finding.status, finding.effect)
    # One that the evaluators differed on is undetermined whatever its facts say.
    return same or (finding.status is FindingStatus.UNDETERMINED and not finding.missing)


def _values(rule_set: RuleSet, findings: Sequence[Finding]) -> Values | None:
    """Collect the facts by name; None where two findings state one fact otherwise."""
    found: dict[str, Scalar | None] = {}
    for name, kept in _kept(findings):
        declaration = rule_set.facts.get(name)
        if declaration is None or declaration.type is FactType.TEXT:
            continue
        value = _value(declaration, kept)
        if name in found and found[name] != value:
            return None
        found[name] = value
    return found


def _kept(findings: Iterable[Finding]) -> Iterable[tuple[str, Any]]:
    facts: Iterable[Mapping[str, Any]] = (finding.facts for finding in findings)
    return (item for each in facts for item in each.items())


def _value(declaration: FactDeclaration, kept: Any) -> Scalar | None:
    if declaration.type is FactType.DATE and isinstance(kept, str):
        return date.fromisoformat(kept)
    return None if kept is None else _scalar(kept)


def _scalar(kept: Any) -> Scalar:
    assert isinstance(kept, (bool, int, str)), "a fact's value is a scalar"
    return kept
