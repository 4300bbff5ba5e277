"""What of each rule and criterion the cases exercise: answers, levels, terms, and every comparison each way."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.analysis.cells import cells_of, grant_type_values
from scoring_service.domain.cases.case import (
    Case,
    Leaf,
    SingleCase,
    WholeDecider,
    decider_of,
    leaves_of,
    own_cases,
)
from scoring_service.domain.condition import Compare, IsStated, Scalar, Truth, write_condition
from scoring_service.domain.evaluate import Values, compile_condition
from scoring_service.domain.normal_form import StatedTest, Term, Test, false_terms, true_terms
from scoring_service.domain.rule_set import FactDeclaration, Ground, RuleSet

Facts = Mapping[str, Scalar | None]


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """One term of a level's condition multiplied out, and in how many cases it holds; ``side`` is true or false."""

    level: int
    side: Truth
    term: Term
    cases: int


@dataclass(frozen=True, slots=True)
class LeafCoverage:
    """One comparison: in how many cases it is true, false and unknown, as far as it can be each."""

    leaf: Leaf
    cases: Mapping[Truth, int]


@dataclass(frozen=True, slots=True)
class GroundCoverage:
    """What the cases exercise of one ground; ``levels`` are the cases decided by each level."""

    key: str
    cases: int
    answers: Mapping[FindingStatus, int]
    levels: tuple[int, ...]
    terms: tuple[TermCoverage, ...]
    leaves: tuple[LeafCoverage, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many levels, terms and ways of comparisons are exercised, and how many there are."""
        found = [
            *self.levels,
            *(term.cases for term in self.terms),
            *(number for leaf in self.leaves for number in leaf.cases.values()),
        ]
        return sum(number > 0 for number in found), len(found)


def measure_coverage(rule_set: RuleSet, cases: Sequence[Case]) -> list[GroundCoverage]:
    """Measure by the rule file's own cases and by further ones; proposed cases count for nothing."""
    trial = WholeDecider(rule_set)
    counted = [case for case in (*own_cases(rule_set), *cases) if not case.proposed]
    measured = []
    for ground in rule_set.grounds:
        tried: list[Facts] = []
        for case in counted:
            if isinstance(case, SingleCase):
                tried += [case.facts] if case.ground == ground.key else []
            elif ground.is_for(case.grant_type):
                tried.append(trial.values(case))
        measured.append(_measure(ground, tried, rule_set.facts))
    return measured


def write_term(term: Term) -> str:
    """Write the tests of a term in the words of the rule language; that a compared fact is stated goes without saying."""
    compared = {test.fact for test in term if not isinstance(test, StatedTest)}
    kept = (
        test
        for test in term
        if not (isinstance(test, StatedTest) and test.expected and test.fact in compared)
    )
    return ", ".join(sorted(write_condition(_test(test)) for test in kept))


def _measure(ground: Ground, tried: Sequence[Facts], facts: Mapping[str, FactDeclaration]) -> GroundCoverage:
    decider = decider_of(ground)
    decisions = [decider(values) for values in tried]
    given = Counter(each.level for each in decisions if each.sentence is not None)
    return GroundCoverage(
        ground.key,
        len(tried),
        Counter(each.status for each in decisions),
        tuple(given[number] for number in range(len(ground.levels))),
        tuple(_terms(ground, tried, facts)),
        tuple(_leaf(leaf, tried, facts) for leaf in leaves_of(ground)),
    )


def _terms(
    ground: Ground, tried: Sequence[Facts], facts: Mapping[str, FactDeclaration]
) -> Iterable[TermCoverage]:
    for number, level in enumerate(ground.levels):
        for side, terms in ((Truth.TRUE, true_terms(level.when)), (Truth.FALSE, false_terms(level.when))):
            for term in sorted(terms, key=write_term):
                if _term_can_hold(term, facts):
                    yield TermCoverage(number, side, term, sum(_holds_term(term, values) for values in tried))


def _term_can_hold(term: Term, facts: Mapping[str, FactDeclaration]) -> bool:
    """Tell whether each fact of the term has a value with which all tests on it hold."""
    return all(
        _can_hold([test for test in term if test.fact == name], facts[name])
        for name in {test.fact for test in term}
    )


def _can_hold(tests: list[Test], fact: FactDeclaration) -> bool:
    leaves = [_test(test) for test in tests]
    always = grant_type_values(fact) is not None
    cells = (value for value in cells_of(fact, leaves) if value is not None or not always)
    return any(
        all(compile_condition(leaf)({fact.name: value}) is Truth.TRUE for leaf in leaves) for value in cells
    )


def _test(test: Test) -> Compare | IsStated:
    if isinstance(test, StatedTest):
        return IsStated(test.fact, test.expected)
    return Compare(test.fact, test.operator, test.operand)


def _holds_term(term: Term, values: Values) -> bool:
    """Tell whether every test of the term holds."""
    return all(compile_condition(_test(test))(values) is Truth.TRUE for test in term)


def _leaf(leaf: Leaf, tried: Sequence[Facts], facts: Mapping[str, FactDeclaration]) -> LeafCoverage:
    judge, fact = compile_condition(leaf.test), facts[leaf.test.fact]
    never = grant_type_values(fact) is not None
    cells = [value for value in cells_of(fact, [leaf.test]) if value is not None or not never]
    possible = {judge({fact.name: value}) for value in cells}
    found = Counter(judge(values) for values in tried)
    return LeafCoverage(leaf, {truth: found[truth] for truth in Truth if truth in possible})
