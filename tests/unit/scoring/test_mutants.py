"""Deliberate faults: which are made, which a case notices, and that none is called equivalent that is not."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.analysis.reasoning import Space
from scoring_service.domain.cases.case import SingleCase, WholeCase, decider_of, grounds_by_key, seen_in
from scoring_service.domain.cases.mutants import (
    Undecided,
    mutate_condition,
    mutate_ground,
    notices,
    run_mutants,
    tell_apart,
)
from scoring_service.domain.cases.propose_cases import propose_killer
from scoring_service.domain.condition import (
    All,
    Compare,
    FactType,
    IsStated,
    Not,
    Operator,
    parts_of,
    with_part,
)
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.derive.plain_facts import GRANT_TYPE_IS
from scoring_service.domain.rule_set import ExpectedDecision
from scoring_service.engine.gate_trial import ValueSampler
from tests.stages.made_rule_sets import made_fact, made_level, made_rule
from tests.unit.scoring.case_rule_set import SMALL

YEARS = made_fact("years")
KIND = made_fact("kind", FactType.CHOICE, choices=("a", "b", "c"))
NEW = made_fact("new", FactType.BOOLEAN)
FACTS = {fact.name: fact for fact in (YEARS, KIND, NEW)}
AT_LEAST_3 = Compare("years", Operator.AT_LEAST, 3)
IS_NEW = Compare("new", Operator.IS, True)


def changed(condition, kind: str) -> set[object]:
    return {each.condition for each in mutate_condition(condition, FACTS) if each.kind == kind}


def test_every_part_of_a_condition_can_be_replaced_by_its_number() -> None:
    inner = AnyOf((IS_NEW, IsStated("kind")))
    whole = All((Not(AT_LEAST_3), inner))
    assert list(parts_of(whole)) == [whole, Not(AT_LEAST_3), AT_LEAST_3, inner, IS_NEW, IsStated("kind")]
    assert with_part(whole, 2, IS_NEW) == All((Not(IS_NEW), inner))
    assert with_part(whole, 5, IS_NEW) == All((Not(AT_LEAST_3), AnyOf((IS_NEW, IS_NEW))))
    assert with_part(whole, 0, IS_NEW) == IS_NEW


def test_a_number_is_compared_by_every_other_operator_and_beside_its_limit() -> None:
    assert {each.operator for each in changed(AT_LEAST_3, "operator")} == {
        Operator.IS,
        Operator.IS_NOT,
        Operator.AT_MOST,
        Operator.MORE_THAN,
        Operator.LESS_THAN,
    }
    assert {each.operand for each in changed(AT_LEAST_3, "limit")} == {2, 4}


def test_a_limit_that_was_a_constant_is_one_no_longer() -> None:
    of_constant = Compare("years", Operator.AT_LEAST, 3, "most_years")
    assert {each.constant for each in changed(of_constant, "limit")} == {None}


def test_a_choice_is_swapped_and_a_list_loses_and_gains_one() -> None:
    assert {each.operand for each in changed(Compare("kind", Operator.IS, "a"), "choice")} == {"b", "c"}
    listed = Compare("kind", Operator.IS_ONE_OF, ("a", "b"))
    assert {each.operand for each in changed(listed, "choice")} == {("a",), ("b",), ("a", "b", "c")}
    assert {each.operator for each in changed(listed, "operator")} == {Operator.IS_NONE_OF}


def test_groups_are_joined_otherwise_denied_and_lose_a_part() -> None:
    whole = All((AT_LEAST_3, IsStated("kind")))
    assert changed(whole, "join") == {AnyOf((AT_LEAST_3, IsStated("kind")))}
    assert Not(whole) in changed(whole, "not")
    assert changed(whole, "part") == {IsStated("kind")}
    assert changed(whole, "is_stated") == {AT_LEAST_3, All((AT_LEAST_3, IsStated("kind", False)))}
    assert changed(Not(AT_LEAST_3), "not") == {AT_LEAST_3}


def test_effects_levels_and_grant_types_are_changed() -> None:
    rule = made_rule(
        made_level(AT_LEAST_3), made_level(IS_NEW, Effect.REFER, "other"), grant_types=("project",)
    )
    made = list(mutate_ground(rule, FACTS, ("project", "visit")))
    assert {each.ground.levels[0].effect for each in made if each.kind == "effect" and each.level == 0} == {
        Effect.SET_ASIDE,
        Effect.REFER,
        Effect.NOTE,
    }
    assert {each.ground.grant_types for each in made if each.kind == "grant_types"} == {
        ("visit",),
        ("project", "visit"),
    }
    levels = [each.ground.levels for each in made if each.kind == "level"]
    assert levels == [rule.levels[1:], rule.levels[::-1], rule.levels[:1]]


def test_points_are_one_more_and_one_less() -> None:
    large = SMALL.criteria[0]
    made = [each for each in mutate_ground(large, SMALL.facts, ()) if each.kind == "points"]
    assert [(each.level, each.ground.levels[each.level or 0].points) for each in made] == [
        (0, 1),
        (0, 3),
        (1, 0),
        (1, 2),
    ]


def test_a_case_at_the_limit_notices_that_the_limit_moved() -> None:
    survivors = {each.mutant.text.en for each in run_mutants(SMALL, []).survivors}
    moved = "years: {more_than: {constant: most_years}} became years: {more_than: 2}"
    assert moved in survivors
    at_limit = SingleCase("three", "too-many-years", {"years": 3}, ExpectedDecision(FindingStatus.NOT_MET))
    assert moved not in {each.mutant.text.en for each in run_mutants(SMALL, [at_limit]).survivors}


def test_a_proposed_case_notices_nothing() -> None:
    expected = ExpectedDecision(FindingStatus.NOT_MET)
    case = SingleCase("three", "too-many-years", {"years": 3}, expected, proposed=True)
    assert len(run_mutants(SMALL, [case]).survivors) == len(run_mutants(SMALL, []).survivors)


def test_only_a_case_of_a_whole_application_notices_another_grant_type() -> None:
    rule = SMALL.rules[0]
    mutant = next(
        each for each in mutate_ground(rule, SMALL.facts, ("project", "visit")) if each.kind == "grant_types"
    )
    single = SingleCase("four", rule.id, {"years": 4}, ExpectedDecision(FindingStatus.MET, Effect.REFUSE))
    facts = {"years": 4, "training": "none", "begins": None}
    whole = WholeCase(
        "visit",
        "visit",
        facts,
        Outcome.ELIGIBLE,
        {"begins-early": ExpectedDecision(FindingStatus.UNDETERMINED)},
    )
    assert not notices(SMALL, single, mutant)
    assert notices(SMALL, whole, mutant)


def test_every_survivor_comes_with_a_case_that_holds_now_and_notices_it() -> None:
    survivors = run_mutants(SMALL, []).survivors
    assert survivors
    for survivor in survivors:
        case = propose_killer(survivor, SMALL, [], {})
        assert case is not None
        assert case.proposed
        assert notices(SMALL, replace(case, proposed=False), survivor.mutant), survivor.mutant.text.en


def test_levels_that_exclude_each_other_may_change_places() -> None:
    apart = made_rule(
        made_level(Compare("kind", Operator.IS, "a"), text="a"),
        made_level(Compare("kind", Operator.IS, "b"), text="b"),
    )
    swapped = replace(apart, levels=apart.levels[::-1])
    assert not hasattr(tell_apart(apart, swapped, FACTS, ["project"], []), "situation")
    overlapping = made_rule(
        made_level(Compare("kind", Operator.IS, "a"), text="a"), made_level(IS_NEW, text="new")
    )
    swapped = replace(overlapping, levels=overlapping.levels[::-1])
    found = tell_apart(overlapping, swapped, FACTS, ["project"], [])
    assert found.situation.values == {"kind": "a", "new": True}


def test_too_many_situations_are_no_proof() -> None:
    facts = {f"f{number}": made_fact(f"f{number}", FactType.BOOLEAN) for number in range(13)}
    rule = made_rule(All(tuple(Compare(name, Operator.IS, True) for name in facts)))
    assert tell_apart(rule, rule, facts, ["project"], []) == Undecided()


def test_facts_of_the_grant_type_never_contradict_it() -> None:
    read_from_type = {"stated_in": None, "kind": GRANT_TYPE_IS.name}
    typed = {
        name: replace(made_fact(name, FactType.BOOLEAN), settings={"grant_types": [name]}, **read_from_type)
        for name in ("project", "visit")
    }
    both = All((Compare("project", Operator.IS, True), Compare("visit", Operator.IS, False)))
    situations = Space(typed, [both], ["project", "visit"]).situations()
    assert [each.values for each in situations] == [
        {"project": True, "visit": False},
        {"project": False, "visit": True},
    ]


@pytest.mark.parametrize("key", list(grounds_by_key(SMALL)))
def test_no_random_application_tells_an_equivalent_mutant_apart(key: str) -> None:
    ground = grounds_by_key(SMALL)[key]
    random = Random(key)
    sampler = ValueSampler(SMALL.facts, [ground])
    equivalent = [mutant for mutant, _ in run_mutants(SMALL, []).equivalent if mutant.ground.key == key]
    for mutant in equivalent:
        right, faulty = decider_of(ground), decider_of(mutant.ground)
        assert ground.is_for("project") is mutant.ground.is_for("project")
        for _ in range(500):
            values = sampler.draw(random)
            if all(not isinstance(value, int) or value >= 0 for value in values.values()):
                assert seen_in(right(values)) == seen_in(faulty(values)), (mutant.text.en, values)
