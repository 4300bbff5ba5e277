"""Proposed cases: at n−1, n and n+1, with the rest of the condition so that the limit decides, and none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.cases.case import CaseTester, SingleCase, WholeCase, leaves_of
from scoring_service.domain.cases.mutants import run_mutants
from scoring_service.domain.cases.propose_cases import Decisive, propose_cases
from scoring_service.domain.condition import All, Compare, FactType, Operator
from scoring_service.domain.rule_set import ExpectedDecision, OwnCase
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set
from tests.unit.scoring.case_rule_set import SMALL


def proposed_values(rule_set, fact: str, cases=()) -> set[object]:
    found = propose_cases(rule_set, list(cases), {})
    return {case.facts.get(fact) for case in found if isinstance(case, SingleCase) and fact in case.facts}


def test_a_number_and_a_day_are_tried_below_at_and_above_their_limit() -> None:
    number, day = made_fact("years"), made_fact("begins", FactType.DATE)
    rule = made_rule(
        All((Compare("years", Operator.AT_LEAST, 3), Compare("begins", Operator.BEFORE, date(2018, 1, 1))))
    )
    rule_set = made_rule_set([number, day], [rule])
    assert proposed_values(rule_set, "years") >= {2, 3, 4}
    assert proposed_values(rule_set, "begins") >= {date(2017, 12, 31), date(2018, 1, 1), date(2018, 1, 2)}


def test_the_rest_of_the_condition_is_such_that_the_limit_decides() -> None:
    for case in propose_cases(SMALL, [], {}):
        if isinstance(case, SingleCase) and case.ground == "mostly-training" and "new" in case.title:
            rule = SMALL.rules[1]
            leaf = next(each for each in leaves_of(rule) if each.test.fact == "new")
            assert Decisive(rule, leaf).decides(case.facts) is not None


def test_what_a_case_shows_already_is_not_proposed() -> None:
    first = propose_cases(SMALL, [], {})
    assert first
    looked_at = [replace(case, proposed=False) for case in first]
    assert propose_cases(SMALL, looked_at, {}) == []


def test_nothing_is_proposed_that_a_rules_own_cases_show() -> None:
    years = made_fact("years")
    cases = [
        OwnCase(
            str(value),
            {"years": value},
            ExpectedDecision(FindingStatus.MET if value > 3 else FindingStatus.NOT_MET, effect),
        )
        for value, effect in ((2, None), (3, None), (4, Effect.REFUSE))
    ]
    rule = made_rule(Compare("years", Operator.MORE_THAN, 3), cases=tuple(cases))
    found = propose_cases(made_rule_set([years], [rule]), [], {})
    assert [case.facts for case in found if isinstance(case, SingleCase)] == [{}]


def test_every_proposal_is_marked_and_holds_as_the_rules_are() -> None:
    trial = CaseTester(SMALL)
    for case in propose_cases(SMALL, [], {}):
        assert case.proposed
        assert trial.faults(case) == []


def test_looked_at_the_proposals_notice_every_fault() -> None:
    cases = [replace(case, proposed=False) for case in propose_cases(SMALL, [], {})]
    assert run_mutants(SMALL, cases).survivors == []
    assert run_mutants(SMALL, []).percent < 95


def test_whole_applications_start_from_the_base_and_leave_out_what_follows_from_the_type() -> None:
    base = {"years": 1, "training": "none", "begins": date(2018, 2, 1), "amount": 5}
    wholes = [case for case in propose_cases(SMALL, [], base) if isinstance(case, WholeCase)]
    assert wholes
    assert all(set(case.facts) >= {"training"} and "is_project" not in case.facts for case in wholes)
    late = next(case for case in wholes if case.title == "För många år: project")
    assert (late.facts["years"], late.facts["begins"]) == (4, date(2018, 2, 1))


def test_two_proposals_of_one_rule_never_have_one_title() -> None:
    titles = [(getattr(case, "subject", None), case.title) for case in propose_cases(SMALL, [], {})]
    assert len(titles) == len(set(titles))
