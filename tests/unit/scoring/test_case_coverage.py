"""What the cases exercise: levels, terms, and every comparison true, false and unknown where it can be that."""

from __future__ import annotations

from dataclasses import replace

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.cases.case import SingleCase, leaves_of
from scoring_service.domain.cases.coverage import measure_coverage, write_term
from scoring_service.domain.cases.propose_cases import propose_cases
from scoring_service.domain.condition import Truth
from scoring_service.domain.rule_set import ExpectedDecision
from tests.unit.scoring.case_rule_set import SMALL


def of(key: str, *cases: SingleCase):
    return next(each for each in measure_coverage(SMALL, cases) if each.key == key)


def test_levels_and_answers_are_counted() -> None:
    found = of("mostly-training")
    assert found.levels == (1, 1)
    assert {status.value: number for status, number in found.answers.items()} == {
        "met": 2,
        "not_met": 1,
        "undetermined": 1,
    }


def test_a_term_that_no_case_makes_true_is_shown() -> None:
    lacking = {
        (term.level, term.side, write_term(term.term))
        for term in of("mostly-training").terms
        if not term.cases
    }
    assert (1, Truth.TRUE, "system: {is_stated: true}, training: {is: main}") in lacking
    case = SingleCase(
        "both",
        "mostly-training",
        {"training": "main", "new": True, "system": "x"},
        ExpectedDecision(FindingStatus.MET),
    )
    still = {
        (term.level, write_term(term.term)) for term in of("mostly-training", case).terms if not term.cases
    }
    assert (1, "system: {is_stated: true}, training: {is: main}") not in still


def test_a_comparison_is_asked_for_only_what_it_can_be() -> None:
    leaves = of("mostly-training").leaves
    stated = next(each for each in leaves if each.leaf.test.fact == "system")
    compared = next(each for each in leaves if each.leaf.test.fact == "new")
    assert set(stated.cases) == {Truth.TRUE, Truth.FALSE}
    assert set(compared.cases) == set(Truth)


def test_proposed_cases_count_for_nothing_until_they_are_looked_at() -> None:
    proposed = propose_cases(SMALL, [], {})
    before = [each.counts for each in measure_coverage(SMALL, [])]
    assert [each.counts for each in measure_coverage(SMALL, proposed)] == before
    after = [
        each.counts for each in measure_coverage(SMALL, [replace(case, proposed=False) for case in proposed])
    ]
    assert all(later >= earlier for later, earlier in zip(after, before, strict=True))
    assert after != before


def test_every_leaf_of_every_level_is_measured() -> None:
    rule = SMALL.rules[1]
    assert [each.leaf for each in of("mostly-training").leaves] == list(leaves_of(rule))
