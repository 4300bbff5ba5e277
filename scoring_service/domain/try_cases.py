"""A rule tried on its own cases: whether each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import build_answer
from scoring_service.domain.cases.case import ExpectedAnswer
from scoring_service.domain.cases.describe import describe_answer, describe_expected
from scoring_service.domain.cases.find_deciding_facts import find_deciding_facts
from scoring_service.domain.cases.hold import holds
from scoring_service.domain.cases.write_condition import write_facts
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import Rule, RuleCase


def case_faults(rule: Rule) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0: what the rule says instead, and which facts decide it."""
    found = ((number, _fault(rule, case)) for number, case in enumerate(rule.cases))
    return [(number, fault) for number, fault in found if fault is not None]


def _fault(rule: Rule, case: RuleCase) -> Sentence | None:
    expected = ExpectedAnswer(case.status, case.effect, missing=case.missing)
    answer = build_answer(rule)(case.facts)
    if holds(expected, answer, rule):
        return None
    got, wanted = describe_answer(answer), describe_expected(expected)
    facts = write_facts(find_deciding_facts(rule, answer, case.facts))
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: regeln svarar {got.sv}; väntat: {wanted.sv}; avgörande: {facts}",
        f"the case ”{case.title}” does not hold: the rule answers {got.en}; expected: {wanted.en}; decided by: {facts}",
    )
