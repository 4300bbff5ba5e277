"""Random rule sets and random values for them, as hypothesis draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from prescreen_shared.statuses import Effect
from scoring_service.domain.condition import (
    LIST_OPERATORS,
    OPERATORS_OF,
    All,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
)
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import Constant, DatedValue, FactDeclaration, RuleSet, values_on
from tests.stages.made_rule_sets import made_criterion, made_fact, made_level, made_rule, made_rule_set

TypedConstants = Mapping[str, tuple[FactType, Constant]]

CHOICES = ("none", "part", "main", "å ä ö", "x" * 200)
_NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([2**53, -(2**53), 2**53 - 1, 750_000, 2**31, 2**32]))
_DAYS = st.one_of(
    st.sampled_from([date(2017, 12, 1), date(2017, 11, 30), date(2017, 12, 2), date.min, date.max]),
    st.dates(),
)
_FIRST_DAYS = (date(2018, 1, 1), date(2020, 2, 29), date(2025, 7, 1))
_LITERALS: dict[FactType, SearchStrategy[Any]] = {
    FactType.BOOLEAN: st.booleans(),
    FactType.INTEGER: _NUMBERS,
    FactType.AMOUNT: _NUMBERS,
    FactType.DATE: _DAYS,
    FactType.CHOICE: st.sampled_from(CHOICES),
    FactType.TEXT: st.text(max_size=20),
}


@st.composite
def declared_facts(draw: DrawFn, most: int = 6) -> list[FactDeclaration]:
    """Declared facts of any types, ``f0``, ``f1``, …"""
    kinds = draw(st.lists(st.sampled_from(list(FactType)), min_size=1, max_size=most))
    return [
        made_fact(f"f{number}", kind, choices=CHOICES if kind is FactType.CHOICE else ())
        for number, kind in enumerate(kinds)
    ]


def conditions(
    facts: Sequence[FactDeclaration], *, questions: bool = True, constants: TypedConstants | None = None
) -> SearchStrategy[Condition]:
    """Conditions nested to any depth; without ``questions`` none asks whether a fact is stated."""
    leaf = _comparisons([fact for fact in facts if fact.type is not FactType.TEXT], constants or {})
    if questions:
        stated = st.builds(IsStated, st.sampled_from([fact.name for fact in facts]), st.booleans())
        leaf = st.one_of(leaf, stated)
    return st.recursive(leaf, _joined, max_leaves=8)


@st.composite
def rule_sets(draw: DrawFn, most_rules: int = 4) -> RuleSet:
    """Rule sets with rules of one to three levels."""
    facts = draw(declared_facts())
    rules = [
        made_rule(*draw(_levels(facts)), rule_id=f"rule-{number}")
        for number in range(draw(st.integers(1, most_rules)))
    ]
    return made_rule_set(facts, rules)


@st.composite
def whole_rule_sets(draw: DrawFn) -> RuleSet:
    """Rule sets with criteria as well, and with dated constants that conditions name."""
    facts = draw(declared_facts())
    constants = draw(_constants(facts))
    rules = [
        made_rule(*draw(_levels(facts, constants)), rule_id=f"ground-{number}")
        for number in range(draw(st.integers(1, 3)))
    ]
    criteria = [
        made_criterion(*draw(_point_levels(facts, constants)), criterion_id=f"ground-{number}")
        for number in range(draw(st.integers(0, 3)))
    ]
    dated = {name: constant for name, (_, constant) in constants.items()}
    return made_rule_set(
        facts, rules, values_on(dated, None), criteria=tuple(criteria), dated_constants=dated
    )


def values_of(facts: Sequence[FactDeclaration]) -> SearchStrategy[dict[str, Any]]:
    """A value, or silence, for every fact."""
    return st.fixed_dictionaries({fact.name: st.none() | _LITERALS[fact.type] for fact in facts})


def _joined(inner: SearchStrategy[Condition]) -> SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(st.builds(All, parts), st.builds(AnyOf, parts), st.builds(Not, inner))


def _comparisons(facts: Sequence[FactDeclaration], constants: TypedConstants) -> SearchStrategy[Condition]:
    return st.one_of(*(_comparison(fact, constants) for fact in facts)) if facts else st.just(AnyOf(()))


@st.composite
def _comparison(draw: DrawFn, fact: FactDeclaration, constants: TypedConstants) -> Compare:
    operator = draw(st.sampled_from(OPERATORS_OF[fact.type]))
    literal = _LITERALS[fact.type]
    fitting = sorted(name for name, (kind, _) in constants.items() if kind is fact.type)
    if fitting and operator not in LIST_OPERATORS and draw(st.booleans()):
        name = draw(st.sampled_from(fitting))
        first = constants[name][1].values[0].value
        return Compare(
            fact.name,
            operator,
            date.fromisoformat(str(first)) if fact.type is FactType.DATE else first,
            constant=name,
        )
    many = st.lists(literal, min_size=1, max_size=4, unique=True).map(tuple)
    return Compare(fact.name, operator, draw(many if operator in LIST_OPERATORS else literal))


@st.composite
def _constants(draw: DrawFn, facts: Sequence[FactDeclaration]) -> dict[str, tuple[FactType, Constant]]:
    """Constants that fit the facts; a date stands as text, as a rule file has it."""
    found: dict[str, tuple[FactType, Constant]] = {}
    for kind in sorted({fact.type for fact in facts} - {FactType.TEXT}):
        literal = _LITERALS[kind].map(lambda value: value.isoformat() if isinstance(value, date) else value)
        days = sorted(draw(st.lists(st.sampled_from(_FIRST_DAYS), max_size=2, unique=True)))
        first, *later = draw(st.lists(literal, min_size=len(days) + 1, max_size=len(days) + 1))
        dated = (DatedValue(value, day) for value, day in zip(later, days, strict=True))
        found[f"c_{kind}"] = kind, Constant((DatedValue(first), *dated))
    return found


@st.composite
def _point_levels(
    draw: DrawFn, facts: Sequence[FactDeclaration], constants: TypedConstants
) -> list[tuple[int, Condition]]:
    points = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True))
    return [(each, draw(conditions(facts, constants=constants))) for each in sorted(points, reverse=True)]


@st.composite
def _levels(
    draw: DrawFn, facts: Sequence[FactDeclaration], constants: TypedConstants | None = None
) -> list[Any]:
    effects = sorted(
        draw(st.lists(st.sampled_from(list(Effect)), min_size=1, max_size=3)), key=list(Effect).index
    )
    return [made_level(draw(conditions(facts, constants=constants)), effect) for effect in effects]
