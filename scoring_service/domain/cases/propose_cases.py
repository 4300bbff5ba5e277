"""Cases at the edges of every comparison that no case shows yet, with what the rules answer as expectation.

Further cases show each grant type, and notice every deliberate fault that the others would not. All are proposed: their
titles are Swedish, and a person looks at each before it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.analysis.cells import grant_type_values, known_grant_types, least_of
from scoring_service.domain.analysis.reasoning import Situation, Space, TooManySituationsError
from scoring_service.domain.cases.case import (
    Case,
    Decider,
    Leaf,
    SingleCase,
    WholeCase,
    WholeDecider,
    decider_of,
    decision_elsewhere,
    effect_of,
    expect_exactly,
    grounds_by_key,
    leaves_of,
    own_cases,
    plainness,
    seen_in,
)
from scoring_service.domain.cases.mutants import Difference, Survivor, notices, run_mutants, unlikeness
from scoring_service.domain.condition import All, Condition, FactType, IsStated, Scalar, beside, with_part
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Decision, Values
from scoring_service.domain.rule_set import ExpectedDecision, FactDeclaration, Ground, RuleSet, fits_type
from scoring_service.domain.sentence import Format, write_value

Facts = Mapping[str, Scalar | None]
_STATED: Final[dict[FactType, Scalar]] = {
    FactType.BOOLEAN: True,
    FactType.INTEGER: 1,
    FactType.AMOUNT: 25_000,
    FactType.DATE: date(2017, 12, 1),
    FactType.TEXT: "text",
}
_TRUE = All(())
_FALSE = AnyOf(())
_PLAINEST: Final = (False, False)


def propose_cases(rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]) -> list[Case]:
    """Give the proposed cases, those of each rule and criterion first, then those of whole applications.

    ``cases`` are those of files; the rule file's own are known too. ``base`` are facts that whole applications have.
    """
    known = [*own_cases(rule_set), *cases]
    found: list[Case] = []
    for ground in rule_set.grounds:
        found += _Edges(rule_set, ground, [each for each in known if isinstance(each, SingleCase)]).propose()
    found += _Types(rule_set, known, base).propose()
    found += _noticing(rule_set, [*cases, *found], base)
    return _told_apart(found)


def propose_killer(
    survivor: Survivor, rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]
) -> Case | None:
    """Make the case, as near to a known one as can be; None where no difference could be found."""
    found = survivor.comparison
    if not isinstance(found, Difference):
        return None
    ground = grounds_by_key(rule_set)[survivor.mutant.ground.key]
    if found.other_type:
        title = _title_of_type(ground, found.situation.grant_type)
        return _make_whole_case(rule_set, ground, found.situation, base, title)
    known = [
        case.facts
        for case in (*own_cases(rule_set), *cases)
        if isinstance(case, SingleCase) and case.ground == ground.key
    ]
    title = _title_of_facts(found.situation.values, known, rule_set.facts)
    return _make_single_case(ground, found.situation.values, title, known)


class _Edges:
    """The edges of one rule or criterion."""

    def __init__(self, rule_set: RuleSet, ground: Ground, singles: Sequence[SingleCase]) -> None:
        self._rule_set = rule_set
        self._ground = ground
        self._known: list[Facts] = [case.facts for case in singles if case.ground == ground.key]
        types = known_grant_types(rule_set.facts, [ground.grant_types])
        accepted = [each for each in types if ground.is_for(each)]
        self._space = Space(rule_set.facts, ground.leaves, accepted or [""])

    def propose(self) -> Iterator[SingleCase]:
        shown = list(self._known)
        for leaf in leaves_of(self._ground):
            fact = self._rule_set.facts[leaf.test.fact]
            decisive = Decisive(self._ground, leaf)
            for value in edge_values(leaf, fact):
                found = self._find(leaf, value, decisive)
                if found is None or self._is_shown(leaf, value, decisive, found[0], shown):
                    continue
                title = _title_of_edge(self._ground, leaf, fact, value)
                case = _make_single_case(self._ground, found[1], title, self._known)
                shown.append(case.facts)
                yield case

    def _is_shown(
        self,
        leaf: Leaf,
        value: Scalar | None,
        decisive: Decisive,
        best: tuple[bool, bool],
        shown: list[Facts],
    ) -> bool:
        """Tell whether a case stands at the edge already and the leaf decides it as plainly as can be."""
        there = (decisive.decides(facts) for facts in shown if _is_at(leaf, value, facts))
        return any(found is not None and found <= best for found in there)

    def _find(
        self, leaf: Leaf, value: Scalar | None, decisive: Decisive
    ) -> tuple[tuple[bool, bool], Facts] | None:
        """Find the rest of the facts with which the leaf decides most plainly, as near to a known case as can be."""
        silent = dict.fromkeys(self._space.facts)
        near: list[Facts] = [{**silent, **facts, leaf.test.fact: value} for facts in self._known]
        fitting = _deciding(filter(self._space.can_be, near), decisive)
        if all(plain != _PLAINEST for plain, _ in fitting):
            fitting += _deciding(self._all(leaf.test.fact, value), decisive)
        return min(fitting, key=self._order, default=None)

    def _order(self, found: tuple[tuple[bool, bool], Facts]) -> tuple[int, ...]:
        plain, values = found
        return (*plain, *unlikeness(values, self._known, self._rule_set.facts))

    def _all(self, name: str, value: Scalar | None) -> Iterator[Facts]:
        try:
            for situation in self._space.situations():
                if situation.values[name] == value:
                    yield situation.values
        except TooManySituationsError:
            return


def edge_values(leaf: Leaf, fact: FactDeclaration) -> list[Scalar | None]:
    """Give the values on which cases of this leaf should be, without any that the fact cannot have."""
    if isinstance(leaf.test, IsStated):
        return [None, _stated_example(fact)]
    if fact.type is FactType.BOOLEAN:
        found: list[Scalar | None] = [True, False]
    elif fact.type is FactType.CHOICE:
        found = list(fact.choices)
    else:
        found = [value for limit in leaf.test.operands for value in beside(limit) if _can_be(value, fact)]
    if grant_type_values(fact) is None:
        found.append(None)
    return list(dict.fromkeys(found))


class Decisive:
    """Tells in which values a leaf decides: were it the other way round, the decision would be another."""

    def __init__(self, ground: Ground, leaf: Leaf) -> None:
        self._if_true = _forced(ground, leaf, _TRUE)
        self._if_false = _forced(ground, leaf, _FALSE)

    def decides(self, values: Values) -> tuple[bool, bool] | None:
        """Tell how plainly the leaf decides what the ground comes to on these values; None where it does not."""
        if_true, if_false = self._if_true(values), self._if_false(values)
        return None if seen_in(if_true) == seen_in(if_false) else plainness(if_true, if_false)


def _stated_example(fact: FactDeclaration) -> Scalar:
    """Give some value of a fact."""
    return fact.choices[0] if fact.type is FactType.CHOICE else _STATED[fact.type]


def _can_be(value: Scalar, fact: FactDeclaration) -> bool:
    return fits_type(value, fact) and (not isinstance(value, int) or value >= least_of(fact))


def _forced(ground: Ground, leaf: Leaf, constant: Condition) -> Decider:
    levels = list(ground.levels)
    when = with_part(levels[leaf.level].when, leaf.part, constant)
    levels[leaf.level] = replace(levels[leaf.level], when=when)
    return decider_of(replace(ground, levels=tuple(levels)))


def _title_of_edge(ground: Ground, leaf: Leaf, fact: FactDeclaration, value: Scalar | None) -> str:
    """Write which fact has which value, and at which level it decides where there are several."""
    level = f" (nivå {leaf.level + 1})" if len(ground.levels) > 1 else ""
    return f"{fact.label.sv}: {_write_fact_value(fact, value)}{level}"


def _write_fact_value(fact: FactDeclaration, value: Scalar | None) -> str:
    """Write a value as Swedish readers expect it."""
    if isinstance(value, str) and value in fact.choice_labels:
        return fact.choice_labels[value].sv
    return write_value(value, "sv", Format.AMOUNT if fact.type is FactType.AMOUNT else None)


def _make_single_case(
    ground: Ground,
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
    expected = _expectation(ground, decider_of(ground)(facts))
    return SingleCase(title, ground.key, facts, expected, proposed=True)


def _expectation(ground: Ground, decision: Decision) -> ExpectedDecision:
    """Give the expectation that a decision meets, no wider than tells it from other sentences of the ground.

    The level stands there only where the effect alone does not tell it.
    """
    expected = expect_exactly(ground, decision)
    if ground.gives_points:
        return replace(expected, missing=None)
    if decision.status is FindingStatus.UNDETERMINED:
        return replace(expected, missing=expected.missing or ())
    alike = sum(level.effect is expected.effect for level in ground.levels) > 1
    return expected if alike else replace(expected, level=None)


def _is_at(leaf: Leaf, value: Scalar | None, facts: Facts) -> bool:
    """Tell whether facts stand at an edge; where only being stated matters, any stated value does."""
    found = facts.get(leaf.test.fact)
    return (found is None) is (value is None) if isinstance(leaf.test, IsStated) else found == value


def _deciding(values: Iterable[Facts], decisive: Decisive) -> list[tuple[tuple[bool, bool], Facts]]:
    found = ((decisive.decides(each), each) for each in values)
    return [(plain, each) for plain, each in found if plain is not None]


class _Types:
    """The grant types that each rule and criterion is for, and those that it is not for."""

    def __init__(self, rule_set: RuleSet, known: Sequence[Case], base: Facts) -> None:
        self._rule_set = rule_set
        self._base = base
        self._singles = [case for case in known if isinstance(case, SingleCase)]
        self._wholes = [case for case in known if isinstance(case, WholeCase)]
        named = [
            *(ground.grant_types for ground in rule_set.grounds),
            *((each.grant_type,) for each in self._wholes),
        ]
        self._types = known_grant_types(rule_set.facts, named)
        self._trial = WholeDecider(rule_set)

    def propose(self) -> Iterator[WholeCase]:
        shown = [(case.grant_type, self._trial.values(case)) for case in self._wholes]
        for ground in self._rule_set.grounds:
            decider = decider_of(ground)
            for grant_type in self._types:
                if any(name == grant_type and _speaks(ground, decider, facts) for name, facts in shown):
                    continue
                case = self._make(ground, decider, grant_type)
                if case is not None:
                    shown.append((grant_type, self._trial.values(case)))
                    yield case

    def _make(self, ground: Ground, decider: Decider, grant_type: str) -> WholeCase | None:
        typed = self._trial.values(WholeCase("", grant_type, {}, None))
        for single in self._singles:
            if single.ground != ground.key:
                continue
            values = {**self._base, **single.facts, **typed}
            if _speaks(ground, decider, values):
                title = _title_of_type(ground, grant_type)
                situation = Situation(grant_type, {**single.facts, **typed})
                return _make_whole_case(self._rule_set, ground, situation, self._base, title)
        return None


def _speaks(ground: Ground, decider: Decider, facts: Facts) -> bool:
    """Tell whether the ground, tried on the facts, comes to anything else than for a grant type that it is not for."""
    return seen_in(decider(facts)) != seen_in(decision_elsewhere(ground))


def _title_of_type(ground: Ground, grant_type: str) -> str:
    """Write that a rule or criterion is tried on a grant type."""
    return f"{ground.title.sv}: {grant_type}"


def _make_whole_case(
    rule_set: RuleSet, ground: Ground, situation: Situation, base: Mapping[str, Scalar | None], title: str
) -> WholeCase:
    """Make a case of a whole application: the situation, and the base for what it says nothing of.

    Points are expected only where the ground, for whose sake the case is made, is a criterion.
    """
    trial = WholeDecider(rule_set)
    silent = WholeCase(title, situation.grant_type, {**base, **situation.values}, None, proposed=True)
    case = replace(silent, facts=_without_typed(trial, silent))
    found = trial.decide(case)
    grounds, points = _beside_others(rule_set.rules, found.decisions), None
    if ground.gives_points:
        points = _beside_others(rule_set.criteria, found.decisions)
    return replace(case, outcome=found.outcome, grounds=grounds, points=points)


def _without_typed(trial: WholeDecider, case: WholeCase) -> dict[str, Scalar | None]:
    """Leave out the facts that follow from the grant type alone, and those that are not stated."""
    following = trial.values(WholeCase("", case.grant_type, {}, None))
    return {
        name: value
        for name, value in case.facts.items()
        if value is not None and following.get(name) != value
    }


def _beside_others(
    grounds: Iterable[Ground], decisions: Mapping[str, Decision]
) -> dict[str, ExpectedDecision]:
    """Give what is expected of each ground that says anything: what is missing is the matter of its own cases."""
    found = {}
    for ground in grounds:
        decision = decisions[ground.key]
        if effect_of(decision) is None:
            continue
        if decision.status is FindingStatus.UNDETERMINED and not ground.gives_points:
            found[ground.id] = ExpectedDecision(decision.status)
        else:
            found[ground.id] = replace(_expectation(ground, decision), missing=None)
    return found


def _noticing(rule_set: RuleSet, cases: Sequence[Case], base: Facts) -> Iterator[Case]:
    """Give the cases that notice the faults which all the others, once they are looked at, would not."""
    looked_at = [replace(case, proposed=False) for case in cases]
    given: list[Case] = []
    for survivor in run_mutants(rule_set, looked_at).survivors:
        if any(notices(rule_set, case, survivor.mutant) for case in given):
            continue
        case = propose_killer(survivor, rule_set, [*looked_at, *given], base)
        if case is not None:
            given.append(replace(case, proposed=False))
            yield case


def _told_apart(cases: Iterable[Case]) -> list[Case]:
    """Number titles that several cases of one rule have, or several of whole applications."""
    taken: Counter[tuple[str, str]] = Counter()
    found = []
    for case in cases:
        name = (case.ground if isinstance(case, SingleCase) else "", case.title)
        taken[name] += 1
        found.append(case if taken[name] == 1 else replace(case, title=f"{case.title} ({taken[name]})"))
    return found


def _title_of_facts(
    values: Mapping[str, Scalar | None],
    known: Iterable[Mapping[str, Scalar | None]],
    facts: Mapping[str, FactDeclaration],
) -> str:
    """Write in which facts a case differs from the known one that is most like it."""
    differing = [{name for name, value in values.items() if case.get(name) != value} for case in known]
    stated = {name for name, value in values.items() if value is not None}
    told = min(differing, key=len, default=stated) or stated
    if not told:
        return "inget angivet"
    return "; ".join(
        f"{facts[name].label.sv}: {_write_fact_value(facts[name], value)}"
        for name, value in values.items()
        if name in told
    )
