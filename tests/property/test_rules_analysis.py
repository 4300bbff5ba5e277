"""The analysis of conditions agrees with trying every combination of values in small domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.analysis.find_faults import find_between_rules
from scoring_service.domain.analysis.reasoning import Space, follows, same_answer
from scoring_service.domain.analysis.weak_conditions import (
    FaultKind,
    find_constants,
    find_needless,
    find_unreachable,
    possible_decisions,
    reachable_levels,
)
from scoring_service.domain.condition import (
    LIST_OPERATORS,
    OPERATORS_OF,
    All,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
    Operator,
    Truth,
    leaves,
)
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Decision, compile_condition, decide
from scoring_service.domain.finding import EFFECT_ORDER
from scoring_service.domain.rule_set import FactDeclaration, Ground
from tests.stages.examples import examples
from tests.stages.made_rule_sets import made_fact, made_level, made_rule, same

Values = dict[str, Any]

WORDS = ("none", "part", "main")
YEARS = {"grant_type": "project", "sources": ["register"]}
PROJECT = {"grant_types": ["project"]}
FACTS = {
    fact.name: fact
    for fact in (
        made_fact("yes", FactType.BOOLEAN),
        made_fact("share", FactType.CHOICE, choices=WORDS),
        made_fact("asked", FactType.AMOUNT, stated_in="requested_amount"),
        FactDeclaration("year", FactType.INTEGER, same("år"), kind="project_year", settings=YEARS),
        FactDeclaration(
            "least", FactType.INTEGER, same("minst"), kind="project_year_at_least", settings=YEARS
        ),
        FactDeclaration("is_project", FactType.BOOLEAN, same("p"), kind="grant_type_is", settings=PROJECT),
    )
}
LITERALS: dict[str, tuple[Any, ...]] = {
    "yes": (True, False),
    "share": WORDS,
    "asked": (-1, 0, 1, 2),
    "year": (0, 1, 2, 3),
    "least": (1, 2, 3),
    "is_project": (True, False),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "yes": (None, True, False),
    "share": (None, *WORDS),
    "asked": (None, *range(5)),
    "year": (None, *range(1, 6)),
    "least": (None, *range(1, 6)),
    "is_project": (True, False),
}
"""All that such a fact can be, as far as the literals tell it apart."""


def every_combination(conditions: list[Condition], grant_types: tuple[str, ...] = ()) -> Iterator[Values]:
    """Every combination of values of the facts in some conditions that can occur."""
    used = [name for name in FACTS if any(f"'{name}'" in repr(condition) for condition in conditions)]
    for chosen in product(*(VALUES[name] for name in used)):
        values = dict(zip(used, chosen, strict=True))
        least, year = values.get("least"), values.get("year")
        if least is not None and year is not None and least > year:
            continue
        if grant_types and values.get("is_project", True) is False:
            continue
        yield values


def conditions() -> SearchStrategy[Condition]:
    leaf = st.one_of(
        *map(_comparison, FACTS), st.builds(IsStated, st.sampled_from(list(FACTS)), st.booleans())
    )
    return st.recursive(leaf, _joined, max_leaves=6)


def _joined(inner: SearchStrategy[Condition]) -> SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(All, parts), st.builds(AnyOf, parts), st.builds(Not, inner))


@st.composite
def _comparison(draw: DrawFn, name: str) -> Compare:
    operator = draw(st.sampled_from(OPERATORS_OF[FACTS[name].type]))
    literal = st.sampled_from(LITERALS[name])
    many = st.lists(literal, min_size=1, max_size=3, unique=True).map(tuple)
    return Compare(name, operator, draw(many if operator in LIST_OPERATORS else literal))


@st.composite
def rules(draw: DrawFn) -> Ground:
    effects = draw(st.lists(st.sampled_from(list(Effect)), min_size=1, max_size=3))
    levels = [made_level(draw(conditions()), effect) for effect in sorted(effects, key=list(Effect).index)]
    return made_rule(*levels, grant_types=draw(st.sampled_from([(), ("project",)])))


def decisions(rule: Ground, conditions: list[Condition] | None = None) -> list[tuple[Values, Decision]]:
    """What the rule says of every combination that its grant types allow."""
    judges = [compile_condition(level.when) for level in rule.levels]
    return [
        (values, decide(rule, [judge(values) for judge in judges], values))
        for values in every_combination(conditions or [level.when for level in rule.levels], rule.grant_types)
    ]


@given(conditions(), st.sampled_from(Truth))
def test_values_are_found_exactly_where_there_are_any(condition: Condition, truth: Truth) -> None:
    space = Space(FACTS, [condition])
    judge = compile_condition(condition)
    found = space.find(space.says(condition, truth))
    assert (found is not None) == any(judge(values) is truth for values in every_combination([condition]))
    if found is not None:
        assert judge(found) is truth


@given(conditions(), conditions())
def test_what_follows_from_what_and_what_is_the_same_is_seen(one: Condition, other: Condition) -> None:
    space = Space(FACTS, [one, other])
    first, second = compile_condition(one), compile_condition(other)
    pairs = [(first(values), second(values)) for values in every_combination([one, other])]
    assert follows(one, other, space) == all(a is Truth.TRUE for a, b in pairs if b is Truth.TRUE)
    assert same_answer(one, other, space) == all(a is b for a, b in pairs)


@given(conditions(), st.sampled_from([(), ("project",)]))
def test_a_constant_condition_is_found_and_no_other(
    condition: Condition, grant_types: tuple[str, ...]
) -> None:
    faults = find_constants(condition, Space(FACTS, [condition], grant_types), grant_types)
    for fault in faults:
        parts = [fault.part, *fault.beside]
        judges = [compile_condition(part) for part in parts]  # type: ignore[arg-type]
        answers = [
            tuple(judge(values) for judge in judges)
            for values in every_combination(parts, grant_types)  # type: ignore[arg-type]
        ]
        if fault.kind is FaultKind.EXCLUDED:
            assert (Truth.TRUE, Truth.TRUE) not in answers
        else:
            assert len({truth for (truth,) in answers} - {Truth.UNKNOWN}) <= 1
    if not faults:
        judge = compile_condition(condition)
        assert {judge(values) for values in every_combination([condition], grant_types)} >= {
            Truth.TRUE,
            Truth.FALSE,
        }


@given(conditions())
def test_without_its_needless_parts_a_condition_answers_the_same(condition: Condition) -> None:
    space = Space(FACTS, [condition])
    needless = [id(fault.part) for fault in find_needless(condition, space)]
    shorter, judge = compile_condition(_without(condition, needless)), compile_condition(condition)
    assert all(shorter(values) is judge(values) for values in every_combination([condition]))


@given(conditions())
def test_a_condition_with_no_needless_part_changes_without_any_of_them(condition: Condition) -> None:
    if find_needless(condition, Space(FACTS, [condition])):
        return
    judge = compile_condition(condition)
    for part in _removable(condition):
        other = compile_condition(_without(condition, [id(part)]))
        assert any(other(values) is not judge(values) for values in every_combination([condition]))


@examples(200)
@given(rules())
def test_the_answers_and_levels_that_a_rule_can_give_are_known(rule: Ground) -> None:
    found = decisions(rule)
    assert possible_decisions(rule, FACTS) == {decision.status for _, decision in found}
    met = {decision.level for _, decision in found if decision.status is FindingStatus.MET}
    assert reachable_levels(rule, FACTS) == sorted(level for level in met if level is not None)
    space = Space(FACTS, [level.when for level in rule.levels], rule.grant_types)
    unreachable = {id(fault.part) for fault in find_unreachable(rule.levels, space, rule.grant_types)}
    judges = [compile_condition(level.when) for level in rule.levels]
    assert unreachable == {
        id(level)
        for number, level in enumerate(rule.levels)
        if number not in met and any(judges[number](values) is Truth.TRUE for values, _ in found)
    }


@st.composite
def pairs_of_rules(draw: DrawFn) -> tuple[Ground, Ground]:
    """Two rules, often one of which asks for more than the other, or for the same in other words."""
    one = draw(rules())
    change = draw(st.sampled_from(["other", "more", "reworded"]))
    if change == "other":
        return one, replace(draw(rules()), id="another")
    extra = draw(conditions())
    levels = tuple(
        replace(level, when=All((level.when, extra)) if change == "more" else Not(Not(level.when)))
        for level in one.levels
    )
    return one, replace(one, id="another", levels=levels)


@examples(200)
@given(pairs_of_rules())
def test_a_rule_that_another_says_already_is_found_and_no_other(pair: tuple[Ground, Ground]) -> None:
    first, second = pair
    if not {leaf.fact for leaf in _leaves(first)} & {leaf.fact for leaf in _leaves(second)}:
        return
    if not all(reachable_levels(rule, FACTS) for rule in pair):
        return
    found = {(fault.kind, getattr(fault.part, "id", "")) for fault in find_between_rules(pair, FACTS)}
    if _is_copy(first, second):
        assert found == {(FaultKind.DUPLICATE, "another")}
    elif _covers(first, second):
        assert found == {(FaultKind.SUBSUMED, "another")}
    elif _covers(second, first):
        assert found == {(FaultKind.SUBSUMED, "a-rule")}
    else:
        assert found == set()


def _leaves(rule: Ground) -> Iterator[Compare | IsStated]:
    return (leaf for level in rule.levels for leaf in leaves(level.when))


def _both(one: Ground, other: Ground) -> list[Condition]:
    return [level.when for rule in (one, other) for level in rule.levels]


def _is_copy(one: Ground, other: Ground) -> bool:
    if [level.effect for level in one.levels] != [level.effect for level in other.levels]:
        return False
    judges = [[compile_condition(level.when) for level in rule.levels] for rule in (one, other)]
    return one.grant_types == other.grant_types and all(
        [judge(values) for judge in judges[0]] == [judge(values) for judge in judges[1]]
        for values in every_combination(_both(one, other), one.grant_types)
    )


def _covers(wide: Ground, narrow: Ground) -> bool:
    if wide.grant_types and not narrow.grant_types:
        return False
    strong = [(compile_condition(level.when), EFFECT_ORDER.index(level.effect)) for level in wide.levels]
    return all(
        any(
            judge(values) is Truth.TRUE and rank <= EFFECT_ORDER.index(decision.effect)
            for judge, rank in strong
        )
        for values, decision in decisions(narrow, _both(wide, narrow))
        if decision.status is FindingStatus.MET
    )


def test_a_number_below_the_least_of_its_kind_is_never_met() -> None:
    impossible = Compare("asked", Operator.LESS_THAN, 0)
    (fault,) = find_constants(impossible, Space(FACTS, [impossible]))
    assert fault.kind is FaultKind.NEVER_TRUE


def _removable(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All | AnyOf):
        yield from condition.parts
        for part in condition.parts:
            yield from _removable(part)
    elif isinstance(condition, Not):
        yield from _removable(condition.part)


def _without(condition: Condition, left_out: list[int]) -> Condition:
    if isinstance(condition, All | AnyOf):
        return type(condition)(
            tuple(_without(part, left_out) for part in condition.parts if id(part) not in left_out)
        )
    return Not(_without(condition.part, left_out)) if isinstance(condition, Not) else condition
