"""``all``, ``any`` and ``not`` have the three-valued tables of DMN's FEEL, in the engine as in the referee.

The tables are those of the specification, OMG Decision Model and Notation 1.4 (dtc/21-11-14), clause 10.3.2, *Semantic
mappings*: Table 50, semantics of conjunction and disjunction, and Table 51, semantics of negation. What they call
*otherwise*, anything but true and false, is here a comparison with a fact that is not stated; their null is unknown. The tables say how truths are joined, and that is
what is compared: a comparison with silence is unknown here, while FEEL's ``null = true`` is false.
"""

from __future__ import annotations

from contextlib import closing
from functools import reduce
from itertools import product

import pytest

from scoring_service.domain.condition import All, Compare, Condition, FactType, Not, Operator, Truth
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import LevelKey, Referee
from scoring_service.engine.durable_rules import DurableRulesEngine
from tests.stages.made_rule_sets import made_criterion, made_fact, made_rule, made_rule_set

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
CONJUNCTION_AND_DISJUNCTION = {
    (T, T): (T, T),
    (T, F): (F, T),
    (T, N): (N, T),
    (F, T): (F, T),
    (F, F): (F, F),
    (F, N): (F, N),
    (N, T): (N, T),
    (N, F): (F, N),
    (N, N): (N, N),
}
"""Table 50: a and b to *a and b*, *a or b*."""
NEGATION = {T: F, F: T, N: N}
"""Table 51: a to *not(a)*."""

VALUES = {T: True, F: False, N: None}
NAMES = ("a", "b", "c")
LEAVES: dict[str, Condition] = {name: Compare(name, Operator.IS, True) for name in NAMES}


def conjunction(*parts: Truth) -> Truth:
    """The specification's ``and`` has two sides, so that of more is taken from the left."""
    return reduce(lambda a, b: CONJUNCTION_AND_DISJUNCTION[a, b][0], parts)


def disjunction(*parts: Truth) -> Truth:
    """The specification's ``or``, from the left."""
    return reduce(lambda a, b: CONJUNCTION_AND_DISJUNCTION[a, b][1], parts)


def answers(condition: Condition, inputs: tuple[Truth, ...]) -> set[Truth]:
    """What engine and referee say of a condition in a rule and in a criterion: one answer where all agree."""
    facts = [made_fact(name, FactType.BOOLEAN) for name in NAMES]
    rules = made_rule_set(facts, [made_rule(condition)], criteria=(made_criterion((1, condition)),))
    values = dict(zip(NAMES, map(VALUES.__getitem__, inputs), strict=False))
    keys = (LevelKey("a-rule", 0), LevelKey("a-criterion", 0, of_criterion=True))
    with closing(DurableRulesEngine(rules)) as engine:
        return {
            found[key] for found in (engine.evaluate(values), Referee(rules).evaluate(values)) for key in keys
        }


def test_the_tables_are_whole() -> None:
    assert set(CONJUNCTION_AND_DISJUNCTION) == set(product(Truth, repeat=2))
    assert set(NEGATION) == set(Truth)


@pytest.mark.parametrize("inputs", [*product(Truth, repeat=2), *product(Truth, repeat=3)])
def test_all_and_any_are_conjunction_and_disjunction(inputs: tuple[Truth, ...]) -> None:
    parts = tuple(LEAVES[name] for name, _ in zip(NAMES, inputs, strict=False))
    assert answers(All(parts), inputs) == {conjunction(*inputs)}
    assert answers(AnyOf(parts), inputs) == {disjunction(*inputs)}


@pytest.mark.parametrize("given", list(Truth))
def test_not_is_negation(given: Truth) -> None:
    assert answers(Not(LEAVES["a"]), (given,)) == {NEGATION[given]}
    assert answers(Not(Not(LEAVES["a"])), (given,)) == {NEGATION[NEGATION[given]]}


@pytest.mark.parametrize("inputs", list(product(Truth, repeat=3)))
def test_nested_they_are_the_tables_one_after_another(inputs: tuple[Truth, Truth, Truth]) -> None:
    a, b, c = inputs
    all_of_any = All((LEAVES["a"], AnyOf((LEAVES["b"], Not(LEAVES["c"])))))
    assert answers(all_of_any, inputs) == {conjunction(a, disjunction(b, NEGATION[c]))}
    not_of_both = Not(AnyOf((All((LEAVES["a"], LEAVES["b"])), LEAVES["c"])))
    assert answers(not_of_both, inputs) == {NEGATION[disjunction(conjunction(a, b), c)]}


@pytest.mark.parametrize("inputs", list(product(Truth, repeat=2)))
def test_several_operators_on_one_fact_are_a_conjunction(
    inputs: tuple[Truth, Truth],
) -> None:
    both_ways = All((LEAVES["a"], Compare("a", Operator.IS_NOT, False), LEAVES["b"]))
    assert answers(both_ways, inputs) == {conjunction(inputs[0], inputs[0], inputs[1])}
