"""What a case says: facts in, and the answer that is expected of one rule, one criterion or all of them.

RETELL:
- (describe) What a case expects and what an answer is, in words for whoever wrote the case.
- (find_deciding_facts) Which facts made a rule or criterion answer as it does.
- (hold) Whether an answer is the one that a case expects.
- (answer) What a rule or a criterion answers to values, as a function built once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.condition import Truth
from scoring_service.domain.evaluate import (
    Values,
    compile_condition,
    decide_criterion,
    decide_rule,
    find_deciding,
)
from scoring_service.domain.fact import Scalar
from scoring_service.domain.rule_set import (
    Criterion,
    CriterionCase,
    CriterionLevel,
    Level,
    Rule,
    RuleCase,
    RuleSet,
    Sentence,
)

Answering = Callable[[Values], "Answer"]
Subject = Rule | Criterion
"""What a case is about."""


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


def find_deciding_facts(subject: Subject, answer: Answer, values: Values) -> dict[str, Scalar | None]:
    """Give the facts and their values: those of the level that is met, else those of every level."""
    levels = levels_of(subject)
    if answer.level is not None and answer.sentence is not None:
        levels = levels[answer.level : answer.level + 1]
    names = (name for level in levels for name in find_deciding(level.when, values))
    return {name: values.get(name) for name in names}


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


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What a rule answers; two answers are the same when a reader of the finding sees no difference.

    ``effect`` is None when the rule is not met. ``level`` counts from 0 and is where the sentence was found, which
    is no difference in itself.
    """

    status: FindingStatus
    effect: Effect | None = None
    sentence: Sentence | None = None
    missing: frozenset[str] = frozenset()
    level: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PointsAnswer:
    """What a criterion gives: sure and possible points, the sentence of the sure ones, what could add to them."""

    points: int
    possible_points: int
    sentence: Sentence | None = None
    missing: frozenset[str] = frozenset()
    level: int | None = field(default=None, compare=False)

    @property
    def status(self) -> FindingStatus:
        """Met with its highest possible points, not met with none possible, else undetermined."""
        if self.points < self.possible_points:
            return FindingStatus.UNDETERMINED
        return FindingStatus.MET if self.points else FindingStatus.NOT_MET


def plainness(one: Answer, other: Answer) -> tuple[bool, bool]:
    """Tell how plainly two answers differ, the plainest least: by more than what is missing, and neither undetermined."""
    only_missing = replace(one, missing=other.missing) == other
    return only_missing, FindingStatus.UNDETERMINED in (one.status, other.status)


def subjects_of(rule_set: RuleSet) -> dict[str, Subject]:
    """Give the rules and criteria by their key, in the file's order."""
    subjects: tuple[Subject, ...] = (*rule_set.rules, *rule_set.criteria)
    return {key_of(subject): subject for subject in subjects}


def key_of(subject: Subject) -> str:
    """Give a rule's id, or a criterion's with a word before it: the two may share an id."""
    return subject.id if isinstance(subject, Rule) else criterion_key(subject.id)


def criterion_key(criterion: str) -> str:
    """Give the key of the criterion with this id."""
    return f"criterion:{criterion}"


def levels_of(subject: Subject) -> tuple[Level | CriterionLevel, ...]:
    """Give a subject's levels, strongest first."""
    return subject.levels


def build_answer(subject: Subject) -> Answering:
    """Make the function from values to the answer of a rule or criterion, whatever the grant type."""
    judges = [compile_condition(level.when) for level in levels_of(subject)]
    if isinstance(subject, Rule):
        rule = subject
        return lambda values: _decide(rule, [judge(values) for judge in judges], values)
    criterion = subject
    return lambda values: _give_points(criterion, [judge(values) for judge in judges], values)


def silent_answer(subject: Subject) -> Answer:
    """Give what a subject answers to an application of a grant type that it is not for."""
    return RuleAnswer(FindingStatus.NOT_MET) if isinstance(subject, Rule) else PointsAnswer(0, 0)


def is_for(subject: Subject, grant_type: str) -> bool:
    """Tell whether a rule or criterion is tried on applications of a grant type."""
    return not subject.grant_types or grant_type in subject.grant_types


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


Answer = RuleAnswer | PointsAnswer


def _as_answered(expected: ExpectedAnswer, answer: RuleAnswer, subject: Subject) -> bool:
    return (
        answer.status is expected.status
        and expected.effect in (None, answer.effect)
        and (expected.level is None or answer.sentence == subject.levels[expected.level - 1].text)
        and (expected.missing is None or answer.missing == set(expected.missing))
    )


def _expected(case: RuleCase | CriterionCase) -> Expected:
    if isinstance(case, CriterionCase):
        return ExpectedPoints(case.points, case.possible_points)
    return ExpectedAnswer(case.status, case.effect, missing=case.missing)


def _decide(rule: Rule, truths: Sequence[Truth], values: Values) -> RuleAnswer:
    found = decide_rule(rule, truths, values)
    if found.level is None:
        return RuleAnswer(FindingStatus.NOT_MET)
    met = found.status is FindingStatus.MET
    sentence = rule.levels[found.level].text if met else None
    return RuleAnswer(found.status, found.effect, sentence, frozenset(found.missing), found.level)


def _give_points(criterion: Criterion, truths: Sequence[Truth], values: Values) -> PointsAnswer:
    found = decide_criterion(criterion, truths, values)
    sentence = None if found.level is None else criterion.levels[found.level].text
    return PointsAnswer(found.points, found.possible_points, sentence, frozenset(found.missing), found.level)


NOT_MET = ExpectedAnswer(FindingStatus.NOT_MET)
NO_POINTS = ExpectedPoints(0, 0)
