"""The trial inside the gate's throw-away process: a rule set on stdin, reasons to refuse it on stdout."""

from __future__ import annotations

import pickle
import sys
from random import Random
from typing import TYPE_CHECKING, Final

from scoring_service.domain.referee import Referee
from scoring_service.domain.sample_values import ValueSampler
from scoring_service.domain.try_cases import case_faults
from scoring_service.engine.durable_rules_engine import DurableRulesEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet

DRAWS: Final = 1000
MAX_REASONS: Final = 20


def reasons_to_refuse(rule_set: RuleSet) -> Iterator[str]:
    """Give every case that does not hold and every level on which engine and referee differ."""
    for rule in rule_set.rules:
        yield from (f"{rule.id}: {fault.en}" for _, fault in case_faults(rule))
    engine, referee = DurableRulesEngine(rule_set), Referee(rule_set)
    for values in _trials(rule_set):
        expected, found = referee.evaluate(values), engine.evaluate(values)
        for key, truth in expected.items():
            if found[key] is not truth:
                yield f"{key.rule}, level {key.level}: engine {found[key].value}, referee {truth.value}, on {values}"
    engine.close()


def _trials(rule_set: RuleSet) -> Iterator[Values]:
    for rule in rule_set.rules:
        yield from (case.facts for case in rule.cases)
    sampler, random = ValueSampler(rule_set.facts, rule_set.rules), Random(rule_set.sha256)
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
