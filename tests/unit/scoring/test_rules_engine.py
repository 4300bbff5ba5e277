"""The promises of the engine wrapper, on the real extension."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from scoring_service.domain.condition import All, Compare, FactType, IsStated, Not, Operator, Truth
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import EngineFaultError, LevelKey
from scoring_service.domain.normal_form import TooManyTermsError, true_terms
from scoring_service.engine.durable_rules import (
    MAX_PARTS,
    MAX_TESTS,
    DurableRulesEngine,
    NameCollisionError,
    check_names,
    compile_rule_set,
    name_hash,
)
from scoring_service.engine.native_ruleset import EVERY_FACT, NativeRuleset
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set

ONE_TERM = {"t0": {"h0": True}}
NAMES = [f"f{number}" for number in range(100)]
NUMBERS = [Compare(name, Operator.AT_LEAST, 1) for name in NAMES]


def truth_of(condition: Any, values: dict[str, Any], kind: FactType = FactType.INTEGER) -> Truth:
    """What the engine says of one condition."""
    rules = made_rule_set([made_fact(name, kind) for name in NAMES], [made_rule(condition)])
    engine = DurableRulesEngine(rules)
    try:
        return engine.evaluate(values)[LevelKey("a-rule", 0)]
    finally:
        engine.close()


def test_a_conjunction_longer_than_the_engine_takes_is_split_soundly() -> None:
    everything = All(tuple(NUMBERS))
    assert truth_of(everything, dict.fromkeys(NAMES, 1)) is Truth.TRUE
    assert truth_of(everything, dict.fromkeys(NAMES, 1) | {"f77": 0}) is Truth.FALSE
    assert truth_of(everything, dict.fromkeys(NAMES, 1) | {"f77": None}) is Truth.UNKNOWN


def test_a_wide_disjunction_needs_several_rulesets_of_the_engine() -> None:
    anything = AnyOf(tuple(NUMBERS))
    assert truth_of(anything, dict.fromkeys(NAMES, 0) | {"f99": 1}) is Truth.TRUE
    assert truth_of(anything, dict.fromkeys(NAMES, 0)) is Truth.FALSE
    assert truth_of(anything, dict.fromkeys(NAMES, 0) | {"f99": None}) is Truth.UNKNOWN


def test_no_shard_and_no_part_is_larger_than_what_held() -> None:
    rules = made_rule_set(
        [made_fact(name) for name in NAMES],
        [made_rule(All(tuple(NUMBERS))), made_rule(AnyOf(tuple(NUMBERS)), rule_id="b")],
    )
    shards = compile_rule_set(rules).shards
    assert len(shards) > 1
    assert all(len(shard.parts) <= MAX_PARTS for shard in shards)
    assert all(len(part) <= MAX_TESTS for shard in shards for part in shard.parts.values())


def test_an_empty_condition_is_answered_without_a_fact() -> None:
    assert truth_of(All(()), {}) is Truth.TRUE
    assert truth_of(AnyOf(()), {}) is Truth.FALSE


def test_a_condition_that_multiplies_out_too_wide_is_refused() -> None:
    pairs = (AnyOf((NUMBERS[n], NUMBERS[n + 1])) for n in range(0, 40, 2))
    with pytest.raises(TooManyTermsError):
        true_terms(All(tuple(pairs)))


def test_a_disjunction_with_too_many_terms_is_refused() -> None:
    every = tuple(Compare("f0", Operator.IS, number) for number in range(401))
    with pytest.raises(TooManyTermsError):
        true_terms(AnyOf(every))
    with pytest.raises(TooManyTermsError):
        true_terms(AnyOf(every * 1 + tuple(Compare("f1", Operator.IS, number) for number in range(1700))))


@pytest.mark.parametrize(
    ("value", "truth"), [(True, Truth.FALSE), (False, Truth.TRUE), (None, Truth.UNKNOWN)]
)
def test_a_boolean_that_is_not_true_is_false_only_when_it_is_stated(value: bool | None, truth: Truth) -> None:
    assert truth_of(Compare("f0", Operator.IS_NOT, True), {"f0": value}, FactType.BOOLEAN) is truth


def test_a_text_never_reaches_the_engine() -> None:
    assert truth_of(IsStated("f0"), {"f0": 'a"b\x00' * 100_000}, FactType.TEXT) is Truth.TRUE
    assert truth_of(Not(IsStated("f0", False)), {"f0": None}, FactType.TEXT) is Truth.FALSE


def test_a_dropped_fact_is_a_fault_and_the_next_evaluation_is_right() -> None:
    ruleset = NativeRuleset("dropped", ONE_TERM)
    with pytest.raises(EngineFaultError):
        ruleset.run({"h0": True, **{f"x{number}": 1 for number in range(300)}})
    assert ruleset.run({"h0": True}) == {"t0"}
    assert ruleset.run({"h0": False}) == frozenset()
    ruleset.close()


def test_where_the_sentinel_does_not_fire_there_is_no_answer() -> None:
    ruleset = NativeRuleset("unwatched", ONE_TERM)
    for values in ({EVERY_FACT: 2, "h0": True}, {EVERY_FACT: 2}):
        with pytest.raises(EngineFaultError):
            ruleset.run(values)
    assert ruleset.run({"h0": True}) == {"t0"}
    ruleset.close()


def test_too_many_terms_true_at_once_is_a_fault_and_not_a_verdict() -> None:
    ruleset = NativeRuleset("many", {f"t{number}": {"$gte": {"v0": number}} for number in range(80)})
    with pytest.raises(EngineFaultError, match="303"):
        ruleset.run({"v0": 100})
    assert len(ruleset.run({"v0": 9})) == 10
    ruleset.close()


def test_a_rule_that_the_engine_does_not_take_is_a_fault() -> None:
    with pytest.raises(EngineFaultError, match="not taken"):
        NativeRuleset("odd", {"t0": 7})


def test_a_closed_ruleset_and_another_thread_are_refused() -> None:
    ruleset = NativeRuleset("mine", ONE_TERM)
    faults: list[Exception] = []

    def run_elsewhere() -> None:
        try:
            ruleset.run({})
        except EngineFaultError as error:
            faults.append(error)

    thread = threading.Thread(target=run_elsewhere)
    thread.start()
    thread.join()
    ruleset.close()
    ruleset.close()
    with pytest.raises(EngineFaultError, match="closed"):
        ruleset.run({})
    assert "another thread" in str(faults[0])


def test_the_same_rule_set_can_be_loaded_twice() -> None:
    rules = made_rule_set([made_fact("f0")], [made_rule(NUMBERS[0])])
    engines = [DurableRulesEngine(rules) for _ in range(3)]
    assert {engine.evaluate({"f0": 1})[LevelKey("a-rule", 0)] for engine in engines} == {Truth.TRUE}
    for engine in engines:
        engine.close()


def test_a_forked_child_answers_as_its_parent() -> None:
    ruleset = NativeRuleset("forked", ONE_TERM)
    child = os.fork()
    if child == 0:
        os._exit(0 if ruleset.run({"h0": True}) == {"t0"} else 1)
    assert os.waitpid(child, 0)[1] == 0
    ruleset.close()


def test_the_hash_is_the_engines_own() -> None:
    assert (name_hash("id"), name_hash("sid")) == (926444256, 3593476751)


@pytest.mark.parametrize("names", [("id",), ("costarring", "liquid"), ("$and",)])
def test_names_that_the_engine_would_take_for_one_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(NameCollisionError):
        check_names(names)
