"""What a rule or a criterion answers to values, as a function built once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scoring_service.domain.decide_criterion import decide_criterion
from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.referee import build_judge
from scoring_service.domain.rule_set import Criterion, CriterionLevel, Level, Rule
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet, Sentence
    from scoring_service.domain.truth import Truth
    from shared.statuses import Effect

    Answering = Callable[[Values], "Answer"]

Subject = Rule | Criterion
"""What a case is about."""


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


Answer = RuleAnswer | PointsAnswer


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
    judges = [build_judge(level.when) for level in levels_of(subject)]
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
