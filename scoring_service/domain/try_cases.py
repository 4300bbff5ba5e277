"""A rule tried on its own cases: whether each holds, and which answers no case shows."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.referee import build_judge
from scoring_service.domain.rule_set import Sentence
from scoring_service.domain.sample_values import ValueSampler
from scoring_service.domain.walk_condition import facts_of_rule
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.decide_rule import Decision
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import FactDeclaration, Rule, RuleCase

_TRIALS: Final = 400
_ALWAYS_ASKED: Final = (FindingStatus.MET, FindingStatus.NOT_MET)


def case_faults(rule: Rule) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0, and what the rule says instead."""
    found = ((number, _fault(rule, case)) for number, case in enumerate(rule.cases))
    return [(number, fault) for number, fault in found if fault is not None]


def lacking_statuses(rule: Rule, facts: Mapping[str, FactDeclaration]) -> list[FindingStatus]:
    """Give the answers that no case of the rule shows: met, not met, and undetermined where it can be that."""
    shown = {case.status for case in rule.cases}
    lacking = [status for status in _ALWAYS_ASKED if status not in shown]
    if FindingStatus.UNDETERMINED not in shown and _can_be_undetermined(rule, facts):
        lacking.append(FindingStatus.UNDETERMINED)
    return lacking


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


def _can_be_undetermined(rule: Rule, facts: Mapping[str, FactDeclaration]) -> bool:
    sampler = ValueSampler({name: facts[name] for name in facts_of_rule(rule)}, [rule])
    random = Random(rule.id)
    return any(
        _decide(rule, sampler.draw(random)).status is FindingStatus.UNDETERMINED for _ in range(_TRIALS)
    )
