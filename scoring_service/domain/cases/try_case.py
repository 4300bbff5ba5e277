"""One case tried on a rule set: what does not come out as the case says, and which facts decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import RuleAnswer, build_answer, subjects_of
from scoring_service.domain.cases.case import SingleCase
from scoring_service.domain.cases.describe import describe_answer, describe_expected
from scoring_service.domain.cases.find_deciding_facts import find_deciding_facts
from scoring_service.domain.cases.hold import holds
from scoring_service.domain.cases.try_whole import WholeTrial, expected_of
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from scoring_service.domain.cases.answer import Answer
    from scoring_service.domain.cases.case import Case, Expected, WholeCase
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet


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


class CaseTrial:
    """Tries cases on one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._subjects = subjects_of(rule_set)
        self._answering = {key: build_answer(subject) for key, subject in self._subjects.items()}
        self._whole = WholeTrial(rule_set)

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
