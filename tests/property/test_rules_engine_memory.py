"""The engine's memory stays bounded over many evaluations and many swaps of rule sets."""

from __future__ import annotations

import gc
from contextlib import closing

import psutil

from scoring_service.domain.condition import All, Compare, IsStated, Operator
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.engine.durable_rules import DurableRulesEngine
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set

EVALUATIONS = 20_000
SWAPS = 100
BOUND_MB = 20
FACTS = [made_fact(f"f{number}") for number in range(10)]
RULES = made_rule_set(
    FACTS,
    [
        made_rule(
            AnyOf((Compare(f"f{number}", Operator.MORE_THAN, number), All((IsStated("f0"), IsStated("f1"))))),
            rule_id=f"r{number}",
        )
        for number in range(10)
    ],
)


def memory_mb() -> float:
    """The resident memory of this process in MB."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


def test_many_evaluations_do_not_grow_the_process() -> None:
    with closing(DurableRulesEngine(RULES)) as engine:
        trials = [{fact.name: (number % 13) - 1 or None for fact in FACTS} for number in range(100)]
        for values in trials:
            engine.evaluate(values)
        before = memory_mb()
        for number in range(EVALUATIONS):
            engine.evaluate(trials[number % 100])
        assert memory_mb() - before < BOUND_MB


def test_many_swaps_of_a_rule_set_do_not_grow_the_process() -> None:
    for _ in range(10):
        DurableRulesEngine(RULES).close()
    before = memory_mb()
    for _ in range(SWAPS):
        with closing(DurableRulesEngine(RULES)) as engine:
            engine.evaluate({"f3": 4})
    assert memory_mb() - before < BOUND_MB
