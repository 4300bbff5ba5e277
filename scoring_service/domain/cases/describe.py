"""What a case expects and what an answer is, in words for whoever wrote the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import RuleAnswer
from scoring_service.domain.cases.case import ExpectedAnswer
from scoring_service.domain.rule_set import Sentence
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.cases.answer import Answer
    from scoring_service.domain.cases.case import Expected
    from shared.statuses import Effect


def describe_expected(expected: Expected) -> Sentence:
    """Write what is expected, with no more than the case says."""
    if isinstance(expected, ExpectedAnswer):
        return _rule(expected.status, expected.effect, expected.level, expected.missing)
    return _points(expected.points, expected.possible_points)


def describe_answer(answer: Answer) -> Sentence:
    """Write the whole of what is answered."""
    if isinstance(answer, RuleAnswer):
        level = None if answer.level is None or answer.sentence is None else answer.level + 1
        return _rule(answer.status, answer.effect, level, sorted(answer.missing) or None)
    return _points(answer.points, answer.possible_points, sorted(answer.missing))


def _rule(
    status: FindingStatus, effect: Effect | None, level: int | None, missing: Iterable[str] | None
) -> Sentence:
    sv, en = [status.value], [status.value]
    if effect is not None and status is not FindingStatus.NOT_MET:
        sv.append(effect.value)
        en.append(effect.value)
    if level is not None:
        sv.append(f"nivå {level}")
        en.append(f"level {level}")
    if missing is not None:
        names = ", ".join(missing)
        sv.append(f"saknas: {names}")
        en.append(f"missing: {names}")
    return Sentence(", ".join(sv), ", ".join(en))


def _points(points: int, possible: int, missing: Iterable[str] = ()) -> Sentence:
    sv, en = [f"{points} poäng"], [f"{points} points"]
    if possible != points:
        sv.append(f"möjliga {possible}")
        en.append(f"possible {possible}")
    if names := ", ".join(missing):
        sv.append(f"saknas: {names}")
        en.append(f"missing: {names}")
    return Sentence(", ".join(sv), ", ".join(en))
