"""Made-up values around every limit of a rule set, for trying rules without any applicant."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from scoring_service.domain.condition import Compare
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import fits_type
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import Criterion, FactDeclaration, Rule

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


class ValueSampler:
    """Draws values of facts: each limit of the rules, one below, one above, and some ordinary ones."""

    def __init__(self, facts: Mapping[str, FactDeclaration], rules: Iterable[Rule | Criterion]) -> None:
        pools: dict[str, dict[Scalar, None]] = {
            name: dict.fromkeys((*fact.choices, *_ORDINARY[fact.type])) for name, fact in facts.items()
        }
        for rule in rules:
            for level in rule.levels:
                for leaf in leaves(level.when):
                    if isinstance(leaf, Compare):
                        pools[leaf.fact].update(dict.fromkeys(_around(leaf.operand)))
        self._pools = {
            name: [value for value in pool if fits_type(value, facts[name])] for name, pool in pools.items()
        }

    def draw(self, random: Random) -> dict[str, Scalar | None]:
        """Draw one set of values; the same random state gives the same values."""
        return {
            name: None if random.random() < NOT_STATED_SHARE else random.choice(pool)
            for name, pool in self._pools.items()
        }


def _around(operand: Scalar | tuple[Scalar, ...]) -> Iterator[Scalar]:
    if isinstance(operand, tuple):
        for each in operand:
            yield from _around(each)
        return
    yield operand
    if isinstance(operand, int) and not isinstance(operand, bool):
        yield from (operand - 1, operand + 1)
    if isinstance(operand, date) and date.min < operand < date.max:
        yield from (operand - timedelta(days=1), operand + timedelta(days=1))
