"""The gate before publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import All, Compare, Operator
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import ExpectedDecision, OwnCase, expect_points
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.engine.gate_trial import reasons_to_refuse
from tests.stages.made_rule_sets import made_criterion, made_fact, made_rule, made_rule_set

MORE = Compare("year", Operator.MORE_THAN, 3)
CASE = OwnCase("fourth", {"year": 4}, ExpectedDecision(FindingStatus.MET, Effect.REFUSE))
FACTS = [made_fact("year")]


def test_a_sound_version_passes() -> None:
    pass_gate(made_rule_set(FACTS, [made_rule(MORE, cases=(CASE,))]))


def test_a_version_whose_own_case_fails_is_refused() -> None:
    wrong = replace(CASE, facts={"year": 3})
    with pytest.raises(GateRefusedError, match="does not hold"):
        pass_gate(made_rule_set(FACTS, [made_rule(MORE, cases=(wrong,))]))


def test_a_version_that_takes_too_long_is_refused() -> None:
    with pytest.raises(GateRefusedError, match="was not over after"):
        pass_gate(made_rule_set(FACTS, [made_rule(MORE)]), time_limit=0.01)


def test_a_version_that_does_not_compile_is_refused() -> None:
    pairs = [AnyOf((Compare(f"f{n}", Operator.IS, 1), Compare(f"g{n}", Operator.IS, 1))) for n in range(12)]
    facts = [made_fact(f"{letter}{number}") for letter in "fg" for number in range(12)]
    with pytest.raises(GateRefusedError, match="TooManyTerms"):
        pass_gate(made_rule_set(facts, [made_rule(All(tuple(pairs)))]))


def test_the_trial_gives_no_reason_against_a_sound_version_and_one_against_another() -> None:
    sound = made_rule_set(FACTS, [made_rule(MORE, cases=(CASE,))])
    wrong = made_rule_set(
        FACTS,
        [made_rule(MORE, cases=(replace(CASE, expected=ExpectedDecision(FindingStatus.MET, Effect.REFER)),))],
    )
    assert list(reasons_to_refuse(sound)) == []
    assert ["the rule answers met, refuse" in reason for reason in reasons_to_refuse(wrong)] == [True]


def test_a_trial_that_dies_is_a_refusal_with_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring_service.engine.gate._TRIAL", "tests.stages.dying_gate")
    with pytest.raises(GateRefusedError, match="ended by SIGSEGV"):
        pass_gate(made_rule_set(FACTS, [made_rule(MORE)]))


def test_a_criterion_whose_own_case_fails_is_refused_by_name() -> None:
    criterion = made_criterion((2, MORE), cases=(OwnCase("silent", {}, expect_points(0, 2)),))
    sound = made_rule_set(FACTS, [made_rule(MORE, cases=(CASE,))], criteria=(criterion,))
    assert list(reasons_to_refuse(sound)) == []
    wrong = replace(criterion, cases=(OwnCase("silent", {}, expect_points(0, 0)),))
    (reason,) = reasons_to_refuse(replace(sound, criteria=(wrong,)))
    assert reason.startswith("a-criterion: ")
    assert "possible 2, missing: year" in reason
