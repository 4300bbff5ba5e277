"""Kleene's tables."""

from __future__ import annotations

from itertools import product

import pytest

from scoring_service.domain.condition import All, Any, Compare, IsStated, Not, Operator, Truth, all_of, any_of
from scoring_service.domain.evaluate import compile_condition

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}
VALUES = {T: True, F: False, U: None}
A, B = Compare("a", Operator.IS, True), Compare("b", Operator.IS, True)


@pytest.mark.parametrize(("left", "right"), list(product(Truth, Truth)))
def test_all_and_any_follow_kleenes_tables(left: Truth, right: Truth) -> None:
    values = {"a": VALUES[left], "b": VALUES[right]}
    assert all_of((left, right)) is AND[left, right] is compile_condition(All((A, B)))(values)
    assert any_of((left, right)) is OR[left, right] is compile_condition(Any((A, B)))(values)


def test_not_swaps_true_and_false_and_leaves_unknown() -> None:
    assert [~truth for truth in (T, F, U)] == [F, T, U]
    assert [compile_condition(Not(A))({"a": VALUES[truth]}) for truth in (T, F, U)] == [F, T, U]


def test_all_of_nothing_is_true_and_any_of_nothing_false() -> None:
    assert all_of(()) is T is compile_condition(All(()))({})
    assert any_of(()) is F is compile_condition(Any(()))({})


def test_whether_a_fact_is_stated_is_never_unknown() -> None:
    assert [compile_condition(IsStated("a"))({"a": value}) for value in (False, None)] == [T, F]
    assert [compile_condition(IsStated("a", False))({"a": value}) for value in (False, None)] == [F, T]
    assert compile_condition(IsStated("a"))({}) is F
