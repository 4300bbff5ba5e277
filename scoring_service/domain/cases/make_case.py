"""A proposed case made of a situation, with what the rules answer as expectation, for a person to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import PointsAnswer, RuleAnswer, build_answer, key_of
from scoring_service.domain.cases.case import ExpectedAnswer, ExpectedPoints, SingleCase, WholeCase
from scoring_service.domain.cases.try_whole import WholeTrial
from scoring_service.domain.rule_set import Rule
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.cases.answer import Answer, Subject
    from scoring_service.domain.cases.case import Expected
    from scoring_service.domain.cases.situations import Situation
    from scoring_service.domain.cases.try_whole import WholeAnswer
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet


def make_single_case(
    subject: Subject,
    values: Mapping[str, Scalar | None],
    title: str,
    known: Iterable[Mapping[str, Scalar | None]] = (),
) -> SingleCase:
    """Make a case of one rule or criterion; facts of the nearest known case that do not matter are kept from it."""
    nearest: Mapping[str, Scalar | None] = min(
        known,
        key=lambda case: sum(case.get(name) != value for name, value in values.items()),
        default={},
    )
    facts = {name: value for name, value in {**nearest, **values}.items() if value is not None}
    answer = build_answer(subject)(facts)
    return SingleCase(title, key_of(subject), facts, expectation(subject, answer), proposed=True)


def make_whole_case(
    rule_set: RuleSet, subject: Subject, situation: Situation, base: Mapping[str, Scalar | None], title: str
) -> WholeCase:
    """Make a case of a whole application: the situation, and the base for what it says nothing of.

    Points are expected only where the subject, for whose sake the case is made, is a criterion.
    """
    trial = WholeTrial(rule_set)
    silent = WholeCase(title, situation.grant_type, {**base, **situation.values}, None, proposed=True)
    case = replace(silent, facts=_without_typed(trial, silent))
    found = trial.answer(case)
    points = None if isinstance(subject, Rule) else _points(rule_set, found)
    return replace(case, outcome=found.outcome, grounds=_grounds(rule_set, found), points=points)


def expectation(subject: Subject, answer: Answer) -> Expected:
    """Give the expectation that an answer meets, no wider than tells it from other sentences of the rule."""
    if isinstance(answer, RuleAnswer):
        assert isinstance(subject, Rule)
        return rule_expectation(subject, answer)
    return ExpectedPoints(answer.points, answer.possible_points)


def rule_expectation(rule: Rule, answer: RuleAnswer) -> ExpectedAnswer:
    """Give what a rule is expected to answer; the level only where the effect alone does not tell it."""
    if answer.status is FindingStatus.NOT_MET:
        return ExpectedAnswer(FindingStatus.NOT_MET)
    alike = sum(level.effect is answer.effect for level in rule.levels) > 1
    met = answer.status is FindingStatus.MET
    level = answer.level + 1 if met and alike and answer.level is not None else None
    named = bool(answer.missing) or not met
    missing = tuple(sorted(answer.missing)) if named else None
    return ExpectedAnswer(answer.status, answer.effect, level, missing)


def _grounds(rule_set: RuleSet, found: WholeAnswer) -> dict[str, ExpectedAnswer]:
    answers = [(rule, found.answers[key_of(rule)]) for rule in rule_set.rules]
    return {
        rule.id: _ground(rule, answer)
        for rule, answer in answers
        if isinstance(answer, RuleAnswer) and answer.status is not FindingStatus.NOT_MET
    }


def _points(rule_set: RuleSet, found: WholeAnswer) -> dict[str, ExpectedPoints]:
    answers = [(criterion, found.answers[key_of(criterion)]) for criterion in rule_set.criteria]
    return {
        criterion.id: ExpectedPoints(answer.points, answer.possible_points)
        for criterion, answer in answers
        if isinstance(answer, PointsAnswer) and answer.possible_points
    }


def _ground(rule: Rule, answer: RuleAnswer) -> ExpectedAnswer:
    """Give what is expected of a rule beside all others: what is missing is the matter of its own cases."""
    if answer.status is FindingStatus.UNDETERMINED:
        return ExpectedAnswer(answer.status)
    return replace(rule_expectation(rule, answer), missing=None)


def _without_typed(trial: WholeTrial, case: WholeCase) -> dict[str, Scalar | None]:
    """Leave out the facts that follow from the grant type alone, and those that are not stated."""
    following = trial.values(WholeCase("", case.grant_type, {}, None))
    return {
        name: value
        for name, value in case.facts.items()
        if value is not None and following.get(name) != value
    }
