"""What a case says: facts in, and the answer that is expected of one rule, one criterion or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import key_of, subjects_of
from scoring_service.domain.rule_set import CriterionCase
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.cases.answer import Subject
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleCase, RuleSet
    from shared.statuses import Effect, Outcome


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What a rule is to answer; ``level`` counts from 1, and what is None may be anything.

    ``missing`` are names of exactly the facts that could still decide the rule.
    """

    status: FindingStatus
    effect: Effect | None = None
    level: int | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ExpectedPoints:
    """What a criterion is to give: points that are sure, and those that are not ruled out."""

    points: int
    possible_points: int


Expected = ExpectedAnswer | ExpectedPoints

NOT_MET = ExpectedAnswer(FindingStatus.NOT_MET)
NO_POINTS = ExpectedPoints(0, 0)


@dataclass(frozen=True, slots=True)
class SingleCase:
    """A case of one rule or criterion, by its key. Facts not named are not stated.

    ``place`` is the file and where in it, for people; a ``proposed`` case is what the rules already answer, and
    counts for nothing until a person has looked at it.
    """

    title: str
    subject: str
    facts: Mapping[str, Scalar | None]
    expected: Expected
    place: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case of a whole application: every rule is tried.

    ``grounds``, where given, are all rules that are met or undetermined; ``points``, where given, are all criteria
    that give points, or may.
    """

    title: str
    grant_type: str
    facts: Mapping[str, Scalar | None]
    outcome: Outcome | None
    grounds: Mapping[str, ExpectedAnswer] | None = None
    points: Mapping[str, ExpectedPoints] | None = None
    place: str = ""
    proposed: bool = False


Case = SingleCase | WholeCase


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one file; ``base`` are the facts of every whole application that does not say otherwise.

    The cases hold all their facts, those of the base too.
    """

    rule_set: str
    base: Mapping[str, Scalar | None]
    cases: tuple[Case, ...]


def own_cases(rule_set: RuleSet) -> list[SingleCase]:
    """Give the cases that stand in the rule file itself, rules first, in its order."""
    return [case for subject in subjects_of(rule_set).values() for case in cases_of(subject)]


def cases_of(subject: Subject) -> list[SingleCase]:
    """Give the cases that stand with one rule or criterion, in the file's order."""
    key = key_of(subject)
    return [SingleCase(case.title, key, case.facts, _expected(case)) for case in subject.cases]


def _expected(case: RuleCase | CriterionCase) -> Expected:
    if isinstance(case, CriterionCase):
        return ExpectedPoints(case.points, case.possible_points)
    return ExpectedAnswer(case.status, case.effect, missing=case.missing)
