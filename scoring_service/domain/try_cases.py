"""A rule tried on its own cases: whether each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.referee import build_judge
from scoring_service.domain.rule_set import Sentence
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from scoring_service.domain.decide_rule import Decision
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Rule, RuleCase


def case_faults(rule: Rule) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0, and what the rule says instead."""
    found = ((number, _fault(rule, case)) for number, case in enumerate(rule.cases))
    return [(number, fault) for number, fault in found if fault is not None]


def _fault(rule: Rule, case: RuleCase) -> Sentence | None:
    found = _decide(rule, case.facts)
    as_told = (
        found.status is case.status
        and (case.effect is None or found.effect is case.effect)
        and (case.missing is None or set(found.missing) == set(case.missing))
    )
    if as_told:
        return None
    parts = [found.status.value]
    if found.status is not FindingStatus.NOT_MET:
        parts.append(found.effect.value)
    if found.missing:
        parts.append(f"missing: {', '.join(found.missing)}")
    answer = ", ".join(parts)
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: regeln svarar {answer}",
        f"the case ”{case.title}” does not hold: the rule answers {answer}",
    )


def _decide(rule: Rule, values: Values) -> Decision:
    return decide_rule(rule, [build_judge(level.when)(values) for level in rule.levels], values)
