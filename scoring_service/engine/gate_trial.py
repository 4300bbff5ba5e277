"""The trial inside the gate's throw-away process: a rule set on stdin, reasons to refuse it on stdout.

Every own case is tried, and engine and referee are compared on made-up values around every limit, without any applicant.
"""

import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from random import Random
from typing import Final

from scoring_service.domain.cases.case import own_case_faults
from scoring_service.domain.condition import Compare, FactType, Scalar, beside
from scoring_service.domain.evaluate import Referee, Values
from scoring_service.domain.rule_set import FactDeclaration, Ground, RuleSet, constant_days, fits_type, on_day
from scoring_service.engine.durable_rules import DurableRulesEngine

DRAWS: Final = 1000
MAX_REASONS: Final = 20
NOT_STATED_SHARE: Final = 0.25
"""The share of made-up facts that is left unstated."""
_ORDINARY: Final[dict[FactType, tuple[Scalar, ...]]] = {
    FactType.BOOLEAN: (True, False),
    FactType.INTEGER: (-1, 0, 1, 2**53),
    FactType.AMOUNT: (0, 1, 25_000, 750_000),
    FactType.DATE: (date(2017, 12, 1), date(1970, 1, 1)),
    FactType.CHOICE: (),
    FactType.TEXT: ("text",),
}


def reasons_to_refuse(rule_set: RuleSet) -> Iterator[str]:
    """Give every case that does not hold and every level on which engine and referee differ.

    They are compared once for each day from which a constant has another value, for a call may be of any of them.
    """
    for ground in rule_set.grounds:
        yield from (f"{ground.id}: {fault.en}" for _, fault in own_case_faults(ground))
    for day in constant_days(rule_set):
        yield from _differences(on_day(rule_set, day))


class ValueSampler:
    """Draws values of facts: each limit of the rules, one below, one above, and some ordinary ones."""

    def __init__(self, facts: Mapping[str, FactDeclaration], grounds: Iterable[Ground]) -> None:
        pools: dict[str, dict[Scalar, None]] = {
            name: dict.fromkeys((*fact.choices, *_ORDINARY[fact.type])) for name, fact in facts.items()
        }
        for leaf in (leaf for ground in grounds for leaf in ground.leaves):
            if isinstance(leaf, Compare):
                pools[leaf.fact].update((near, None) for operand in leaf.operands for near in beside(operand))
        self._pools = {
            name: [value for value in pool if fits_type(value, facts[name])] for name, pool in pools.items()
        }

    def draw(self, random: Random) -> dict[str, Scalar | None]:
        """Draw one set of values; the same random state gives the same values."""
        return {
            name: None if random.random() < NOT_STATED_SHARE else random.choice(pool)
            for name, pool in self._pools.items()
        }


def _differences(rule_set: RuleSet) -> Iterator[str]:
    referee = Referee(rule_set)
    with closing(DurableRulesEngine(rule_set)) as engine:
        for values in _trials(rule_set):
            expected, found = referee.evaluate(values), engine.evaluate(values)
            for key, truth in expected.items():
                if found[key] is not truth:
                    yield f"{key.rule}, level {key.level}: engine {found[key].value}, referee {truth.value}, on {values}"


def _trials(rule_set: RuleSet) -> Iterator[Values]:
    for ground in rule_set.grounds:
        yield from (case.facts for case in ground.cases)
    sampler, random = ValueSampler(rule_set.facts, rule_set.grounds), Random(rule_set.sha256)
    for _ in range(DRAWS):
        yield sampler.draw(random)


def _main() -> int:
    """Read the rule set, print the reasons; 1 when there are any."""
    reasons = reasons_to_refuse(pickle.load(sys.stdin.buffer))
    found = [reason for reason, _ in zip(reasons, range(MAX_REASONS), strict=False)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(_main())
