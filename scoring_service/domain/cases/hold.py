"""Whether an answer is the one that a case expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import PointsAnswer, RuleAnswer
from scoring_service.domain.cases.case import ExpectedAnswer

if TYPE_CHECKING:
    from scoring_service.domain.cases.answer import Answer, Subject
    from scoring_service.domain.cases.case import Expected


def holds(expected: Expected, answer: Answer, subject: Subject) -> bool:
    """Tell whether the answer is as expected; ``subject`` is the rule or criterion that the case was written for.

    A level that the case names is known by its sentence there, so that levels in another order do not count as right.
    """
    if isinstance(expected, ExpectedAnswer):
        return isinstance(answer, RuleAnswer) and _as_answered(expected, answer, subject)
    return (
        isinstance(answer, PointsAnswer)
        and answer.points == expected.points
        and answer.possible_points == expected.possible_points
    )


def _as_answered(expected: ExpectedAnswer, answer: RuleAnswer, subject: Subject) -> bool:
    return (
        answer.status is expected.status
        and expected.effect in (None, answer.effect)
        and (expected.level is None or answer.sentence == subject.levels[expected.level - 1].text)
        and (expected.missing is None or answer.missing == set(expected.missing))
    )
