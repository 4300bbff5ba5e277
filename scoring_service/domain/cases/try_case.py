"""One case tried on a rule set: what does not come out as the case says, and which facts decided it."""

from __future__ import annotations

from dataclasses import dataclass

from prescreen_shared.statuses import Outcome
from scoring_service.domain.cases.case import (
    NO_POINTS,
    NOT_MET,
    Case,
    Decider,
    SingleCase,
    WholeCase,
    decider_of,
    decision_elsewhere,
    describe,
    effect_of,
    expect_exactly,
    find_deciding_facts,
    grounds_by_key,
    holds,
)
from scoring_service.domain.condition import write_facts
from scoring_service.domain.derive.plain_facts import GRANT_TYPE_IS
from scoring_service.domain.evaluate import Decision, Values
from scoring_service.domain.fact import Scalar
from scoring_service.domain.finding import outcome_of
from scoring_service.domain.rule_set import ExpectedDecision, Ground, OwnCase, RuleSet, Sentence


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
        got = describe(expect_exactly(ground, decision))
        deciding = find_deciding_facts(ground, decision, values)
        return [CaseFault(case, key, describe(expected), got, deciding)]

    def _speaking(self, decisions: dict[str, Decision]) -> dict[str, Scalar | None]:
        """Give what each rule says that is met or undetermined."""
        return {
            key: describe(expect_exactly(self._grounds[key], decision)).en
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


@dataclass(frozen=True, slots=True)
class WholeDecision:
    """What each rule and criterion comes to, by key, and the outcome of all."""

    decisions: dict[str, Decision]
    outcome: Outcome


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


def _fault(ground: Ground, case: OwnCase, decision: Decision) -> Sentence:
    got, wanted = describe(expect_exactly(ground, decision)), describe(case.expected)
    facts = write_facts(find_deciding_facts(ground, decision, case.facts))
    says = (
        ("kriteriet ger", "the criterion gives")
        if ground.gives_points
        else ("regeln svarar", "the rule answers")
    )
    return Sentence(
        f"exemplet ”{case.title}” stämmer inte: {says[0]} {got.sv}; väntat: {wanted.sv}; avgörande: {facts}",
        f"the case ”{case.title}” does not hold: {says[1]} {got.en}; expected: {wanted.en}; decided by: {facts}",
    )
