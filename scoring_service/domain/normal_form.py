"""Conditions multiplied out: any of several terms, each a set of tests that must all hold.

The true-terms and the false-terms of a condition together carry Kleene's three values: a test on a value
stands beside the test that the value is stated, so that silence makes neither side hold.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not, Operator, Scalar

MAX_TERMS: Final = 400
_MAX_PRODUCT: Final = 2000

_PLAIN: Final = {
    Operator.BEFORE: Operator.LESS_THAN,
    Operator.AFTER: Operator.MORE_THAN,
    Operator.ON_OR_BEFORE: Operator.AT_MOST,
    Operator.ON_OR_AFTER: Operator.AT_LEAST,
}
_OPPOSITE: Final = {
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
    Operator.AT_LEAST: Operator.LESS_THAN,
    Operator.LESS_THAN: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.MORE_THAN,
    Operator.MORE_THAN: Operator.AT_MOST,
    Operator.IS_ONE_OF: Operator.IS_NONE_OF,
    Operator.IS_NONE_OF: Operator.IS_ONE_OF,
}


class StatedTest(NamedTuple):
    """Whether a fact is stated."""

    fact: str
    expected: bool


class ValueTest(NamedTuple):
    """A stated fact against one constant; the operator is is, is_not, at_least, at_most, more_than or less_than."""

    fact: str
    operator: Operator
    operand: Scalar


Test = StatedTest | ValueTest
Term = frozenset[Test]


class TooManyTermsError(ValueError):
    """Multiplied out, the condition is wider than MAX_TERMS."""


def true_terms(condition: Condition) -> frozenset[Term]:
    """Give the terms of which at least one holds exactly when the condition is true. Raises TooManyTermsError."""
    return _limited(_terms(condition, positive=True))


def false_terms(condition: Condition) -> frozenset[Term]:
    """Give the terms of which at least one holds exactly when the condition is false. Raises TooManyTermsError."""
    return _limited(_terms(condition, positive=False))


def _limited(terms: frozenset[Term]) -> frozenset[Term]:
    if len(terms) > MAX_TERMS:
        raise TooManyTermsError
    return terms


def _terms(condition: Condition, *, positive: bool) -> frozenset[Term]:
    match condition:
        case IsStated(fact, expected):
            return frozenset((frozenset((StatedTest(fact, expected is positive),)),))
        case Compare():
            return _compare(condition, positive=positive)
        case Not(part):
            return _terms(part, positive=not positive)
        case All(parts) | Any(parts):
            inner = (_terms(part, positive=positive) for part in parts)
            return _conjoin(inner) if isinstance(condition, All) is positive else _disjoin(inner)


def _compare(condition: Compare, *, positive: bool) -> frozenset[Term]:
    fact, operator = condition.fact, _PLAIN.get(condition.operator, condition.operator)
    operator = operator if positive else _OPPOSITE[operator]
    stated = StatedTest(fact, True)
    if not isinstance(condition.operand, tuple):
        return frozenset((frozenset((stated, ValueTest(fact, operator, condition.operand))),))
    if operator is Operator.IS_ONE_OF:
        return frozenset(
            frozenset((stated, ValueTest(fact, Operator.IS, value))) for value in condition.operand
        )
    return frozenset(
        (frozenset((stated, *(ValueTest(fact, Operator.IS_NOT, value) for value in condition.operand))),)
    )


def _disjoin(sides: Iterable[frozenset[Term]]) -> frozenset[Term]:
    found: frozenset[Term] = frozenset()
    for side in sides:
        found |= side
        if len(found) > _MAX_PRODUCT:
            raise TooManyTermsError
    return _absorb(found)


def _conjoin(sides: Iterable[frozenset[Term]]) -> frozenset[Term]:
    found: frozenset[Term] = frozenset((frozenset(),))
    for side in sides:
        if len(found) * len(side) > _MAX_PRODUCT:
            raise TooManyTermsError
        found = _absorb(frozenset(a | b for a in found for b in side if not _contradict(a, b)))
    return found


def _contradict(one: Term, other: Term) -> bool:
    return any(
        isinstance(test, StatedTest) and StatedTest(test.fact, not test.expected) in other for test in one
    )


def _absorb(terms: frozenset[Term]) -> frozenset[Term]:
    """Drop each term that asks for more than another does: it can hold only where the other holds."""
    kept: list[Term] = []
    for term in sorted(terms, key=len):
        if not any(other <= term for other in kept):
            kept.append(term)
    return frozenset(kept)
