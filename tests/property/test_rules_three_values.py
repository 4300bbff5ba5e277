"""Three-valued promises of conditions: what is missing decides, what is stated more never contradicts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.condition import Truth
from scoring_service.domain.evaluate import (
    Decision,
    LevelKey,
    Referee,
    compile_condition,
    decide,
    find_missing,
)
from scoring_service.domain.normal_form import StatedTest, TooManyTermsError, false_terms, true_terms
from scoring_service.domain.rule_set import RuleSet
from tests.stages.examples import examples
from tests.stages.rule_strategies import conditions, declared_facts, rule_sets, values_of


def states_more(
    data: st.DataObject, rule_facts: Any, values: dict[str, Any], names: set[str]
) -> dict[str, Any]:
    """The values with some of the named ones stated."""
    stated = data.draw(values_of(rule_facts))
    return values | {name: stated[name] for name in names}


@examples(100)
@given(st.data())
def test_stating_what_is_not_missing_cannot_decide_a_condition(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    condition, values = data.draw(conditions(facts)), data.draw(values_of(facts))
    judge, missing = compile_condition(condition), find_missing(condition, values)
    others = {name for name, value in values.items() if value is None} - set(missing)
    assert judge(states_more(data, facts, values, others)) is judge(values)


@examples(100)
@given(st.data())
def test_an_unknown_condition_is_decided_once_all_that_is_missing_is_stated(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    condition, values = data.draw(conditions(facts)), data.draw(values_of(facts))
    missing = set(find_missing(condition, values))
    after = states_more(data, facts, values, missing)
    if all(after[name] is not None for name in missing):
        assert compile_condition(condition)(after) is not Truth.UNKNOWN


@examples(100)
@given(st.data())
def test_stating_one_more_fact_never_turns_true_to_false_or_back(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    condition, values = data.draw(conditions(facts, questions=False)), data.draw(values_of(facts))
    judge = compile_condition(condition)
    before = judge(values)
    silent = sorted(name for name, value in values.items() if value is None)
    if silent and before is not Truth.UNKNOWN:
        one = data.draw(st.sampled_from(silent))
        assert judge(states_more(data, facts, values, {one})) is before


@examples(80)
@given(st.data(), rule_sets(most_rules=1))
def test_an_undetermined_rule_stays_so_until_a_missing_fact_is_stated(
    data: st.DataObject, rule_set: RuleSet
) -> None:
    facts = tuple(rule_set.facts.values())
    values = data.draw(values_of(facts))
    before = decided(rule_set, values)
    if before.status is FindingStatus.UNDETERMINED:
        assert before.missing
        others = {name for name, value in values.items() if value is None} - set(before.missing)
        assert decided(rule_set, states_more(data, facts, values, others)) == before


@examples(80)
@given(st.data())
def test_multiplied_out_a_condition_has_the_same_three_values(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    condition, values = data.draw(conditions(facts)), data.draw(values_of(facts))
    try:
        is_true, is_false = (
            any(holds(term, values) for term in side(condition)) for side in (true_terms, false_terms)
        )
    except TooManyTermsError:
        return
    expected = Truth.TRUE if is_true else Truth.FALSE if is_false else Truth.UNKNOWN
    assert compile_condition(condition)(values) is expected


def holds(term: Any, values: dict[str, Any]) -> bool:
    """Whether every test of a term holds."""
    return all(
        (values[test.fact] is not None) is test.expected
        if isinstance(test, StatedTest)
        else values[test.fact] is not None and _compares(test, values[test.fact])
        for test in term
    )


def _compares(test: Any, value: Any) -> bool:
    return {
        "is": value == test.operand,
        "is_not": value != test.operand,
        "at_least": test.operator != "at_least" or value >= test.operand,
        "at_most": test.operator != "at_most" or value <= test.operand,
        "more_than": test.operator != "more_than" or value > test.operand,
        "less_than": test.operator != "less_than" or value < test.operand,
    }[test.operator]


def decided(rule_set: RuleSet, values: dict[str, Any]) -> Decision:
    """What the rule set's only rule says."""
    (rule,) = rule_set.rules
    answers = Referee(rule_set).evaluate(values)
    return decide(rule, [answers[LevelKey(rule.id, level)] for level in range(len(rule.levels))], values)
