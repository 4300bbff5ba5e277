"""Whether values fit the types that the rule set declares, before anything evaluates them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from scoring_service.domain.fact import FactType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.domain.fact import Fact, Scalar
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet

MAX_INTEGER: Final = 2**53
"""The largest whole number that every part, the engine's doubles too, holds exactly."""


class FactTypeError(ValueError):
    """A fact has a value that is not of its declared type; no rule may be tried on it."""

    def __init__(self, name: str, value: object, expected: FactType) -> None:
        super().__init__(
            f"the fact {name} is {type(value).__name__}, which is no {expected.value} within its limits"
        )
        self.name = name


def values_of(rule_set: RuleSet, facts: Mapping[str, Fact]) -> dict[str, Scalar | None]:
    """Give the value of every declared fact; one that is not there is not stated. Raises FactTypeError."""
    values: dict[str, Scalar | None] = {}
    for name, declared in rule_set.facts.items():
        fact = facts.get(name)
        value = None if fact is None else fact.value
        if value is not None and not fits_type(value, declared):
            raise FactTypeError(name, value, declared.type)
        values[name] = value
    return values


def fits_type(value: object, declared: FactDeclaration) -> bool:
    """Tell whether a value is exactly of the declared type: true is no integer, an integer no text."""
    match declared.type:
        case FactType.BOOLEAN:
            return isinstance(value, bool)
        case FactType.INTEGER | FactType.AMOUNT:
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER
        case FactType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case FactType.CHOICE:
            return isinstance(value, str) and value in declared.choices
        case FactType.TEXT:
            return isinstance(value, str)
