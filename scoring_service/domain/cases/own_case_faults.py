"""A rule or criterion tried on the cases that stand with it: which do not hold, and what it answers instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import build_answer
from scoring_service.domain.cases.case import cases_of
from scoring_service.domain.cases.describe import describe_answer, describe_expected
from scoring_service.domain.cases.find_deciding_facts import find_deciding_facts
from scoring_service.domain.cases.hold import holds
from scoring_service.domain.cases.write_condition import write_facts
from scoring_service.domain.rule_set import Rule, Sentence

if TYPE_CHECKING:
    from scoring_service.domain.cases.answer import Answer, Subject
    from scoring_service.domain.cases.case import SingleCase


def own_case_faults(subject: Subject) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0: what is answered instead, and which facts decide it."""
    answering = build_answer(subject)
    answered = [(number, case, answering(case.facts)) for number, case in enumerate(cases_of(subject))]
    return [
        (number, _fault(subject, case, answer))
        for number, case, answer in answered
        if not holds(case.expected, answer, subject)
    ]


def _fault(subject: Subject, case: SingleCase, answer: Answer) -> Sentence:
    got, wanted = describe_answer(answer), describe_expected(case.expected)
    facts = write_facts(find_deciding_facts(subject, answer, case.facts))
    says = ("regeln svarar", "the rule answers")
    if not isinstance(subject, Rule):
        says = ("kriteriet ger", "the criterion gives")
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: {says[0]} {got.sv}; väntat: {wanted.sv}; avgörande: {facts}",
        f"the case ”{case.title}” does not hold: {says[1]} {got.en}; expected: {wanted.en}; decided by: {facts}",
    )
