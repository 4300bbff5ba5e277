"""The trial inside the gate's throw-away process: a rule set on stdin, reasons to refuse it on stdout."""

from __future__ import annotations

import pickle
import sys
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Final

from scoring_service.domain.cases.own_case_faults import own_case_faults
from scoring_service.domain.constant_days import constant_days
from scoring_service.domain.level_keys import grounds_of
from scoring_service.domain.on_day import on_day
from scoring_service.domain.referee import Referee
from scoring_service.domain.sample_values import ValueSampler
from scoring_service.engine.durable_rules_engine import DurableRulesEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet

DRAWS: Final = 1000
MAX_REASONS: Final = 20


def reasons_to_refuse(rule_set: RuleSet) -> Iterator[str]:
    """Give every case that does not hold and every level on which engine and referee differ.

    They are compared once for each day from which a constant has another value, for a call may be of any of them.
    """
    for ground in grounds_of(rule_set):
        yield from (f"{ground.id}: {fault.en}" for _, fault in own_case_faults(ground))
    for day in constant_days(rule_set):
        yield from _differences(on_day(rule_set, day))


def _differences(rule_set: RuleSet) -> Iterator[str]:
    referee = Referee(rule_set)
    with closing(DurableRulesEngine(rule_set)) as engine:
        for values in _trials(rule_set):
            expected, found = referee.evaluate(values), engine.evaluate(values)
            for key, truth in expected.items():
                if found[key] is not truth:
                    yield f"{key.rule}, level {key.level}: engine {found[key].value}, referee {truth.value}, on {values}"


def _trials(rule_set: RuleSet) -> Iterator[Values]:
    for ground in grounds_of(rule_set):
        yield from (case.facts for case in ground.cases)
    sampler, random = ValueSampler(rule_set.facts, grounds_of(rule_set)), Random(rule_set.sha256)
    for _ in range(DRAWS):
        yield sampler.draw(random)


def main() -> int:
    """Read the rule set, print the reasons; 1 when there are any."""
    reasons = reasons_to_refuse(pickle.load(sys.stdin.buffer))
    found = [reason for reason, _ in zip(reasons, range(MAX_REASONS), strict=False)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
