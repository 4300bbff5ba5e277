"""The values at the edge of a comparison: one below its limit, the limit, one above, and not stated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.cells import least_of
from scoring_service.domain.analysis.linked_facts import grant_type_values
from scoring_service.domain.condition import IsStated
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import fits_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.cases.decisive import Leaf
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

_STATED: Final[dict[FactType, Scalar]] = {
    FactType.BOOLEAN: True,
    FactType.INTEGER: 1,
    FactType.AMOUNT: 25_000,
    FactType.DATE: date(2017, 12, 1),
    FactType.TEXT: "text",
}


def edge_values(leaf: Leaf, fact: FactDeclaration) -> list[Scalar | None]:
    """Give the values on which cases of this leaf should be, without any that the fact cannot have."""
    if isinstance(leaf.test, IsStated):
        return [None, stated_example(fact)]
    if fact.type is FactType.BOOLEAN:
        found: list[Scalar | None] = [True, False]
    elif fact.type is FactType.CHOICE:
        found = list(fact.choices)
    else:
        operand = leaf.test.operand
        limits = operand if isinstance(operand, tuple) else (operand,)
        found = [value for limit in limits for value in _around(limit) if _can_be(value, fact)]
    if grant_type_values(fact) is None:
        found.append(None)
    return list(dict.fromkeys(found))


def stated_example(fact: FactDeclaration) -> Scalar:
    """Give some value of a fact."""
    return fact.choices[0] if fact.type is FactType.CHOICE else _STATED[fact.type]


def _around(limit: Scalar) -> Iterator[Scalar]:
    if isinstance(limit, bool | str):
        yield limit
    elif isinstance(limit, int):
        yield from (limit - 1, limit, limit + 1)
    else:
        for step in (-1, 0, 1):
            if date.min < limit < date.max:
                yield limit + timedelta(days=step)


def _can_be(value: Scalar, fact: FactDeclaration) -> bool:
    return fits_type(value, fact) and (not isinstance(value, int) or value >= least_of(fact))
