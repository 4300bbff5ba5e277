"""What a case says: facts in, and the decision that is expected of one ground, or of all of them.

A case of one ground names it by its key; a case of a whole application tries every rule and criterion. Whether a decision
is as expected, and what was expected and found in words for whoever wrote the case, is told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.condition import Compare, IsStated, parts_of
from scoring_service.domain.evaluate import Decision, Values, compile_condition, decide, find_deciding
from scoring_service.domain.fact import Scalar
from scoring_service.domain.rule_set import ExpectedDecision, Ground, RuleSet, Sentence, expect_points

Decider = Callable[[Values], Decision]
NOT_MET = ExpectedDecision(FindingStatus.NOT_MET)
NO_POINTS = expect_points(0, 0)


@dataclass(frozen=True, slots=True)
class SingleCase:
    """A case of one ground, by its key. Facts not named are not stated.

    ``place`` is the file and where in it, for people; a ``proposed`` case is what the rules already answer, and
    counts for nothing until a person has looked at it.
    """

    title: str
    ground: str
    facts: Mapping[str, Scalar | None]
    expected: ExpectedDecision
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
    grounds: Mapping[str, ExpectedDecision] | None = None
    points: Mapping[str, ExpectedDecision] | None = None
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


def grounds_by_key(rule_set: RuleSet) -> dict[str, Ground]:
    """Give the rules and criteria by their key, in the file's order."""
    return {ground.key: ground for ground in rule_set.grounds}


def own_cases(rule_set: RuleSet) -> list[SingleCase]:
    """Give the cases that stand in the rule file itself, rules first, in its order."""
    return [
        SingleCase(case.title, ground.key, case.facts, case.expected)
        for ground in rule_set.grounds
        for case in ground.cases
    ]


def decider_of(ground: Ground) -> Decider:
    """Make the function from values to the decision of a ground, whatever the grant type."""
    conditions = [compile_condition(level.when) for level in ground.levels]
    return lambda values: decide(ground, [evaluate(values) for evaluate in conditions], values)


def decision_elsewhere(ground: Ground) -> Decision:
    """Give what a ground comes to for an application of a grant type that it is not for."""
    return Decision(FindingStatus.NOT_MET, ground.levels[0].effect)


def effect_of(decision: Decision) -> Effect | None:
    """Give the effect that the finding has; None where the ground is not met."""
    return None if decision.status is FindingStatus.NOT_MET else decision.effect


def seen_in(decision: Decision) -> tuple[object, ...]:
    """Give what a reader of the finding sees: two decisions with the same of it are no different to anybody."""
    missing, points = frozenset(decision.missing), (decision.points, decision.possible_points)
    return decision.status, effect_of(decision), decision.sentence, missing, points


def plainness(one: Decision, other: Decision) -> tuple[bool, bool]:
    """Tell how plainly two decisions differ, the plainest least: by more than what is missing, and neither undetermined."""
    only_missing = seen_in(replace(one, missing=other.missing)) == seen_in(other)
    return only_missing, FindingStatus.UNDETERMINED in (one.status, other.status)


def holds(expected: ExpectedDecision, decision: Decision, ground: Ground) -> bool:
    """Tell whether the decision is as expected; ``ground`` is the one that the case was written for.

    A level that the case names is known by its sentence there, so that levels in another order do not count as right.
    """
    return (
        decision.status is expected.status
        and expected.effect in (None, effect_of(decision))
        and (expected.level is None or decision.sentence == ground.levels[expected.level - 1].text)
        and (expected.missing is None or {*decision.missing} == {*expected.missing})
        and expected.points in (None, decision.points)
        and expected.possible_points in (None, decision.possible_points)
    )


def expect_exactly(ground: Ground, decision: Decision) -> ExpectedDecision:
    """Give the expectation that says everything of a decision."""
    missing = tuple(sorted(decision.missing)) or None
    if ground.gives_points:
        return replace(expect_points(decision.points, decision.possible_points), missing=missing)
    level = None if decision.sentence is None or decision.level is None else decision.level + 1
    return ExpectedDecision(decision.status, effect_of(decision), level, missing)


def describe(expected: ExpectedDecision) -> Sentence:
    """Write what is expected, with no more than the case says."""
    words = list(_strength(expected))
    if expected.missing is not None:
        names = ", ".join(expected.missing)
        words.append((f"saknas: {names}", f"missing: {names}"))
    return Sentence(", ".join(sv for sv, _ in words), ", ".join(en for _, en in words))


def find_deciding_facts(ground: Ground, decision: Decision, values: Values) -> dict[str, Scalar | None]:
    """Give the facts and their values: those of the level that is met, else those of every level."""
    levels = ground.levels
    if decision.level is not None and decision.sentence is not None:
        levels = levels[decision.level : decision.level + 1]
    names = (name for level in levels for name in find_deciding(level.when, values))
    return {name: values.get(name) for name in names}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison, or one question whether a fact is stated: its level from 0 and its number in the condition."""

    level: int
    part: int
    test: Compare | IsStated


def leaves_of(ground: Ground) -> Iterator[Leaf]:
    """Give every leaf of every level, in order."""
    for number, level in enumerate(ground.levels):
        for part, condition in enumerate(parts_of(level.when)):
            if isinstance(condition, Compare | IsStated):
                yield Leaf(number, part, condition)


def _strength(expected: ExpectedDecision) -> Iterable[tuple[str, str]]:
    if expected.points is not None:
        yield f"{expected.points} poäng", f"{expected.points} points"
        if expected.possible_points != expected.points:
            yield f"möjliga {expected.possible_points}", f"possible {expected.possible_points}"
        return
    yield expected.status.value, expected.status.value
    if expected.effect is not None and expected.status is not FindingStatus.NOT_MET:
        yield expected.effect.value, expected.effect.value
    if expected.level is not None:
        yield f"nivå {expected.level}", f"level {expected.level}"
