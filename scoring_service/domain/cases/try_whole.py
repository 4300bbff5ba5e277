"""Every rule and criterion on the facts of a whole application, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import RuleAnswer, build_answer, is_for, silent_answer, subjects_of
from scoring_service.domain.cases.case import NO_POINTS, NOT_MET
from scoring_service.domain.derive.grant_type_is import GRANT_TYPE_IS
from scoring_service.domain.effect_order import outcome_of_answers
from scoring_service.domain.rule_set import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.cases.answer import Answer, Answering, Subject
    from scoring_service.domain.cases.case import Expected, WholeCase
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet
    from shared.statuses import Outcome


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """What each rule and criterion answers, by id, and the outcome of all."""

    answers: dict[str, Answer]
    outcome: Outcome


class WholeTrial:
    """Answers whole applications by one rule set; its functions are built once."""

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
