"""A case, facts in and the decision expected of one ground or of all of them, and what comes of it when it is tried.

A case of one ground names it by its key; a case of a whole application tries every rule and criterion. Whether a decision
is as expected, and what was expected and found in words for whoever wrote the case, is told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.condition import Compare, IsStated, Scalar, Unclear, parts_of, write_facts
from scoring_service.domain.derive.plain_facts import GRANT_TYPE_IS
from scoring_service.domain.evaluate import Decision, Values, compile_condition, decide, find_deciding
from scoring_service.domain.finding import outcome_of
from scoring_service.domain.rule_set import ExpectedDecision, Ground, OwnCase, RuleSet, expect_points

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
class CaseFault:
    """One thing in which a case does not hold.

    ``ground`` is the key of the rule or criterion, None where it is the outcome of the whole. ``deciding`` are the
    facts that made the decision what it is, with their values.
    """

    case: Case
    ground: str | None
    expected: Sentence
    got: Sentence
    deciding: dict[str, Scalar | None]


class CaseTester:
    """Tries cases on one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._grounds = grounds_by_key(rule_set)
        self._whole = WholeDecider(rule_set)

    def faults(self, case: Case) -> list[CaseFault]:
        """Give everything in which a case does not hold; nothing where it does."""
        if isinstance(case, SingleCase):
            decision = self._whole.deciders[case.ground](case.facts)
            return self._compare(case, case.ground, case.expected, decision, case.facts)
        found, values = self._whole.decide(case), self._whole.values(case)
        faults = []
        for key, decision in found.decisions.items():
            expected = expected_of(self._grounds[key], case)
            if expected is not None:
                faults += self._compare(case, key, expected, decision, values)
        if case.outcome is not None and case.outcome is not found.outcome:
            words = Sentence(case.outcome.value, case.outcome.value)
            got = Sentence(found.outcome.value, found.outcome.value)
            faults.insert(0, CaseFault(case, None, words, got, self._speaking(found.decisions)))
        return faults

    def _compare(
        self, case: Case, key: str, expected: ExpectedDecision, decision: Decision, values: Values
    ) -> list[CaseFault]:
        ground = self._grounds[key]
        if holds(expected, decision, ground):
            return []
        got = _describe(expect_exactly(ground, decision))
        deciding = _find_deciding_facts(ground, decision, values)
        return [CaseFault(case, key, _describe(expected), got, deciding)]

    def _speaking(self, decisions: dict[str, Decision]) -> dict[str, Scalar | None]:
        """Give what each rule says that is met or undetermined."""
        return {
            key: _describe(expect_exactly(self._grounds[key], decision)).en
            for key, decision in decisions.items()
            if not self._grounds[key].gives_points and effect_of(decision) is not None
        }


def own_case_faults(ground: Ground) -> list[tuple[int, Sentence]]:
    """Give the cases that do not hold, by number from 0: what is decided instead, and by which facts."""
    decider = decider_of(ground)
    decided = [(number, case, decider(case.facts)) for number, case in enumerate(ground.cases)]
    return [
        (number, _fault(ground, case, decision))
        for number, case, decision in decided
        if not holds(case.expected, decision, ground)
    ]


class WholeDecider:
    """Decides whole applications by one rule set; its functions are built once."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self.deciders: dict[str, Decider] = {ground.key: decider_of(ground) for ground in rule_set.grounds}

    def values(self, case: WholeCase) -> dict[str, Scalar | None]:
        """Give the case's facts with those that follow from its grant type alone."""
        return values_of_grant_type(self._rule_set, case.grant_type) | dict(case.facts)

    def decide(self, case: WholeCase) -> WholeDecision:
        """Try everything on one case."""
        values = self.values(case)
        found = {
            ground.key: decide_for(ground, self.deciders[ground.key], case.grant_type, values)
            for ground in self._rule_set.grounds
        }
        return WholeDecision(found, outcome_of(found.values()))


def decide_for(ground: Ground, decider: Decider, grant_type: str, values: Values) -> Decision:
    """Decide a ground for an application of a grant type, which it may not be for."""
    return decider(values) if ground.is_for(grant_type) else decision_elsewhere(ground)


def values_of_grant_type(rule_set: RuleSet, grant_type: str) -> dict[str, Scalar | None]:
    """Give the facts that only say which grant type it is."""
    return {
        name: grant_type in fact.settings["grant_types"]
        for name, fact in rule_set.facts.items()
        if fact.kind == GRANT_TYPE_IS.name
    }


def expected_of(ground: Ground, case: WholeCase) -> ExpectedDecision | None:
    """Give what a case of a whole application expects of one ground; None where it says nothing of it."""
    said, otherwise = (case.points, NO_POINTS) if ground.gives_points else (case.grounds, NOT_MET)
    return None if said is None else said.get(ground.id, otherwise)


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


def _describe(expected: ExpectedDecision) -> Sentence:
    """Write what is expected, with no more than the case says."""
    words = list(_strength(expected))
    if expected.missing is not None:
        names = ", ".join(expected.missing)
        words.append((f"saknas: {names}", f"missing: {names}"))
    return Sentence(", ".join(sv for sv, _ in words), ", ".join(en for _, en in words))


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


def _find_deciding_facts(ground: Ground, decision: Decision, values: Values) -> dict[str, Scalar | None]:
    """Give the facts and their values: those of the level that is met, else those of every level."""
    levels = ground.levels
    if decision.level is not None and decision.sentence is not None:
        levels = levels[decision.level : decision.level + 1]
    names = (name for level in levels for name in find_deciding(level.when, values))
    return {name: value for name in names if not isinstance(value := values.get(name), Unclear)}


def _fault(ground: Ground, case: OwnCase, decision: Decision) -> Sentence:
    got, wanted = _describe(expect_exactly(ground, decision)), _describe(case.expected)
    facts = write_facts(_find_deciding_facts(ground, decision, case.facts))
    says = (
        ("kriteriet ger", "the criterion gives")
        if ground.gives_points
        else ("regeln svarar", "the rule answers")
    )
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: {says[0]} {got.sv}; väntat: {wanted.sv}; avgörande: {facts}",
        f"the case ”{case.title}” does not hold: {says[1]} {got.en}; expected: {wanted.en}; decided by: {facts}",
    )


@dataclass(frozen=True, slots=True)
class WholeDecision:
    """What each rule and criterion comes to, by key, and the outcome of all."""

    decisions: dict[str, Decision]
    outcome: Outcome
