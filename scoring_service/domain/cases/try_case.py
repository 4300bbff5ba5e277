"""One case tried on a rule set: what does not come out as the case says, and which facts decided it.

RETELL:
- (own_case_faults) A rule or criterion tried on the cases that stand with it: which do not hold, and what it answers instead.
- (try_whole) Every rule and criterion on the facts of a whole application, and the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prescreen_shared.statuses import Outcome
from scoring_service.domain.cases.case import (
    NO_POINTS,
    NOT_MET,
    Answer,
    Answering,
    Case,
    Expected,
    RuleAnswer,
    SingleCase,
    Subject,
    WholeCase,
    build_answer,
    cases_of,
    describe_answer,
    describe_expected,
    find_deciding_facts,
    holds,
    is_for,
    silent_answer,
    subjects_of,
)
from scoring_service.domain.condition import write_facts
from scoring_service.domain.derive.plain_facts import GRANT_TYPE_IS
from scoring_service.domain.evaluate import Values
from scoring_service.domain.fact import Scalar
from scoring_service.domain.finding import outcome_of_answers
from scoring_service.domain.rule_set import Rule, RuleSet, Sentence


@dataclass(frozen=True, slots=True)
class CaseFault:
    """One thing in which a case does not hold.

    ``subject`` is the key of the rule or criterion, None where it is the outcome of the whole. ``deciding`` are the
    facts that made the answer what it is, with their values.
    """

    case: Case
    subject: str | None
    expected: Sentence
    got: Sentence
    deciding: dict[str, Scalar | None]


class CaseTester:
    """Tries cases on one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._subjects = subjects_of(rule_set)
        self._answering = {key: build_answer(subject) for key, subject in self._subjects.items()}
        self._whole = WholeDecider(rule_set)

    def faults(self, case: Case) -> list[CaseFault]:
        """Give everything in which a case does not hold; nothing where it does."""
        if isinstance(case, SingleCase):
            answer = self._answering[case.subject](case.facts)
            return self._compare(case, case.subject, case.expected, answer, case.facts)
        return self._whole_faults(case)

    def _whole_faults(self, case: WholeCase) -> list[CaseFault]:
        found, values = self._whole.answer(case), self._whole.values(case)
        faults = []
        for key, answer in found.answers.items():
            expected = expected_of(self._subjects[key], case)
            if expected is not None:
                faults += self._compare(case, key, expected, answer, values)
        if case.outcome is not None and case.outcome is not found.outcome:
            words = Sentence(case.outcome.value, case.outcome.value)
            got = Sentence(found.outcome.value, found.outcome.value)
            faults.insert(0, CaseFault(case, None, words, got, self._grounds(found.answers)))
        return faults

    def _compare(
        self, case: Case, key: str, expected: Expected, answer: Answer, values: Values
    ) -> list[CaseFault]:
        subject = self._subjects[key]
        if holds(expected, answer, subject):
            return []
        deciding = find_deciding_facts(subject, answer, values)
        return [CaseFault(case, key, describe_expected(expected), describe_answer(answer), deciding)]

    @staticmethod
    def _grounds(answers: dict[str, Answer]) -> dict[str, Scalar | None]:
        return {
            key: describe_answer(answer).en
            for key, answer in answers.items()
            if isinstance(answer, RuleAnswer) and answer.effect is not None
        }


def own_case_faults(subject: Subject) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0: what is answered instead, and which facts decide it."""
    answering = build_answer(subject)
    answered = [(number, case, answering(case.facts)) for number, case in enumerate(cases_of(subject))]
    return [
        (number, _fault(subject, case, answer))
        for number, case, answer in answered
        if not holds(case.expected, answer, subject)
    ]


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """What each rule and criterion answers, by id, and the outcome of all."""

    answers: dict[str, Answer]
    outcome: Outcome


class WholeDecider:
    """Truths whole applications by one rule set; its functions are built once."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._subjects = subjects_of(rule_set)
        self._answering = {key: build_answer(subject) for key, subject in self._subjects.items()}

    def values(self, case: WholeCase) -> dict[str, Scalar | None]:
        """Give the case's facts with those that follow from its grant type alone."""
        return values_of_grant_type(self._rule_set, case.grant_type) | dict(case.facts)

    def answer(self, case: WholeCase) -> WholeAnswer:
        """Try everything on one case."""
        values = self.values(case)
        found = {
            key: self.answer_of(subject, self._answering[key], case.grant_type, values)
            for key, subject in self._subjects.items()
        }
        return WholeAnswer(found, outcome_of(found.values()))

    @staticmethod
    def answer_of(subject: Subject, answering: Answering, grant_type: str, values: Values) -> Answer:
        """Give one subject's answer, which is silent to another grant type."""
        return answering(values) if is_for(subject, grant_type) else silent_answer(subject)


def outcome_of(answers: Iterable[Answer]) -> Outcome:
    """Give the outcome of the rules' answers; criteria never change it."""
    return outcome_of_answers(
        (each.status, each.effect)
        for each in answers
        if isinstance(each, RuleAnswer) and each.effect is not None
    )


def values_of_grant_type(rule_set: RuleSet, grant_type: str) -> dict[str, Scalar | None]:
    """Give the facts that only say which grant type it is."""
    return {
        name: grant_type in fact.settings["grant_types"]
        for name, fact in rule_set.facts.items()
        if fact.kind == GRANT_TYPE_IS.name
    }


def expected_of(subject: Subject, case: WholeCase) -> Expected | None:
    """Give what a case of a whole application expects of one rule or criterion; None where it says nothing of it."""
    if isinstance(subject, Rule):
        return None if case.grounds is None else case.grounds.get(subject.id, NOT_MET)
    return None if case.points is None else case.points.get(subject.id, NO_POINTS)


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
