"""Times the evaluators on the same facts, and the whole verdict around them; prints JSON: ``python -m benchmarks.engine_run``.

A process of its own, since what glibc does with freed memory is settled when a process starts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from importlib import resources
from statistics import median
from typing import Any, Final, TypeVar

from benchmarks.frozen_bundle import frozen_application, frozen_call
from benchmarks.made_up.bundle import make_bundle
from benchmarks.zen_evaluator import ZenEvaluator
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.evaluate import Referee
from scoring_service.domain.rule_set import RuleSet, values_of
from scoring_service.engine.durable_rules import DurableRulesEngine
from scoring_service.engine.judge import ApplicationJudge
from scoring_service.rule_files.read_rule_file import read_rule_file

Contender = Callable[[], object]

Result = TypeVar("Result")

RULE_SET: Final = "stockholm-2018"
MOST_TIMED: Final = 1_000
"""At most so many applications of the call are timed; more would repeat the same."""
ROUNDS: Final = 5
"""The median of so many counts."""

REFEREE: Final = "plain Python (the referee)"
ZEN: Final = "zen-engine, one array expression"
DURABLE: Final = "durable-rules wrapper"
CALL: Final = "look at the call as a whole"
DERIVE: Final = "derive the facts"
SCREEN: Final = "evaluate twice, decide, write sentences"


def shipped_rule_set() -> RuleSet:
    """Read the rules of the 2018 round, as the product ships them."""
    folder = resources.files("scoring_service").joinpath("rule_sets")
    return read_rule_file(folder.joinpath(f"{RULE_SET}.yaml").read_text(encoding="utf-8"))


def measure(count: int) -> dict[str, float]:
    """Give the microseconds of CPU that each takes for one application of a call of so many."""
    rules, bundle = shipped_rule_set(), make_bundle(count, rule_set=RULE_SET)
    call = frozen_call(bundle)
    everyone = [frozen_application(made) for made in bundle["applications"]]
    applications = everyone[:MOST_TIMED]

    def look() -> CallIndex:
        index = CallIndex(rules, call)
        for application in everyone:
            index.add(application)
        index.context_of(everyone[0].application_id)
        return index

    index, look_us = _timed(look)
    cases = [(each, index.context_of(each.application_id)) for each in applications]
    facts = [derive_facts(rules, call, *case) for case in cases]
    caps = [call.grant_types[each.grant_type].max_amount for each in applications]
    judge = ApplicationJudge(rules)

    def screen() -> None:
        for application, found, cap in zip(applications, facts, caps, strict=True):
            judge.judge(application, found, max_amount=cap)

    contenders: dict[str, Contender] = {
        **_evaluators(rules, [values_of(rules, found) for found in facts]),
        DERIVE: _over(cases, lambda case: derive_facts(rules, call, *case)),
        SCREEN: screen,
    }
    medians = {name: taken / len(applications) for name, taken in _medians(contenders).items()}
    return {**medians, CALL: look_us / count}


def _evaluators(rules: RuleSet, values: list[dict[str, Any]]) -> dict[str, Contender]:
    """Give the three that answer the same question, once they have been found to give the same answers."""
    referee, zen, durable = Referee(rules), ZenEvaluator(rules), DurableRulesEngine(rules)
    for each in values:
        if not referee.evaluate(each) == zen.evaluate(each) == durable.evaluate(each):
            raise SystemExit(f"the evaluators differ, so there is nothing to compare: {each}")
    evaluators = {REFEREE: referee.evaluate, ZEN: zen.evaluate, DURABLE: durable.evaluate}
    return {name: _over(values, evaluate) for name, evaluate in evaluators.items()}


def _over(items: Iterable[Any], do: Callable[[Any], object]) -> Contender:
    def run() -> None:
        for item in items:
            do(item)

    return run


def _medians(contenders: dict[str, Contender]) -> dict[str, float]:
    """Give the microseconds of CPU of each; the rounds take turns, so that a slow moment hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            taken[name].append(_timed(run)[1])
    return {name: median(rounds) for name, rounds in taken.items()}


def _timed(run: Callable[[], Result]) -> tuple[Result, float]:
    """Give what a function gives, and its microseconds of CPU."""
    began = time.process_time_ns()
    result = run()
    return result, (time.process_time_ns() - began) / 1_000


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
