"""Terms of the normal form: whether one holds, whether it ever can, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.cells import cells_of
from scoring_service.domain.analysis.linked_facts import grant_type_values
from scoring_service.domain.cases.write_condition import write_condition
from scoring_service.domain.condition import Compare, IsStated
from scoring_service.domain.normal_form import StatedTest
from scoring_service.domain.referee import build_judge
from scoring_service.domain.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.normal_form import Term, Test
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import FactDeclaration


def holds_term(term: Term, values: Values) -> bool:
    """Tell whether every test of the term holds."""
    return all(build_judge(_leaf(test))(values) is Truth.TRUE for test in term)


def term_can_hold(term: Term, facts: Mapping[str, FactDeclaration]) -> bool:
    """Tell whether each fact of the term has a value with which all tests on it hold."""
    return all(
        _can_hold([test for test in term if test.fact == name], facts[name])
        for name in {test.fact for test in term}
    )


def write_term(term: Term) -> str:
    """Write the tests of a term in the words of the rule language; that a compared fact is stated goes without saying."""
    compared = {test.fact for test in term if not isinstance(test, StatedTest)}
    kept = (
        test
        for test in term
        if not (isinstance(test, StatedTest) and test.expected and test.fact in compared)
    )
    return ", ".join(sorted(write_condition(_leaf(test)) for test in kept))


def _can_hold(tests: list[Test], fact: FactDeclaration) -> bool:
    leaves = [_leaf(test) for test in tests]
    always = grant_type_values(fact) is not None
    cells = (value for value in cells_of(fact, leaves) if value is not None or not always)
    return any(all(build_judge(leaf)({fact.name: value}) is Truth.TRUE for leaf in leaves) for value in cells)


def _leaf(test: Test) -> Compare | IsStated:
    if isinstance(test, StatedTest):
        return IsStated(test.fact, test.expected)
    return Compare(test.fact, test.operator, test.operand)
