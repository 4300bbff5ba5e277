"""Facts and tests as the engine gets them: flat scalars under short names of our own, never an applicant's text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.condition import Operator
from scoring_service.domain.fact import FactType
from scoring_service.domain.normal_form import StatedTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.normal_form import Test
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import FactDeclaration

EngineScalar = bool | int | str

_COMPARISONS: Final = {
    Operator.AT_LEAST: "$gte",
    Operator.AT_MOST: "$lte",
    Operator.MORE_THAN: "$gt",
    Operator.LESS_THAN: "$lt",
}


class Encoder:
    """Gives every fact a short name for its value and one for whether it is stated, every choice a short token."""

    def __init__(self, facts: Mapping[str, FactDeclaration]) -> None:
        self._facts = facts
        self._numbers = {name: number for number, name in enumerate(facts)}

    def names(self) -> Iterable[str]:
        """Give every name and token that can reach the engine."""
        for name, fact in self._facts.items():
            yield from (self._value_name(name), self._stated_name(name))
            yield from (_token(number) for number in range(len(fact.choices)))

    def order(self, test: Test) -> tuple[int, bool, str, str]:
        """Give a key that puts tests in one order in every process."""
        number = self._numbers[test.fact]
        if isinstance(test, StatedTest):
            return number, False, "", str(test.expected)
        return number, True, test.operator, str(self._encode(test.fact, test.operand))

    def condition(self, tests: Iterable[Test]) -> dict[str, Any]:
        """Give tests that must all hold as the engine's flat conjunction."""
        parts = [self._test(test) for test in tests]
        return parts[0] if len(parts) == 1 else {"$and": parts}

    def values(self, facts: Iterable[str], values: Values) -> dict[str, EngineScalar]:
        """Give what the engine gets for the named facts; a fact without a value is only told to be absent."""
        encoded: dict[str, EngineScalar] = {}
        for name in facts:
            value = values.get(name)
            encoded[self._stated_name(name)] = value is not None
            if value is not None and self._facts[name].type is not FactType.TEXT:
                encoded[self._value_name(name)] = self._encode(name, value)
        return encoded

    def _test(self, test: Test) -> dict[str, Any]:
        if isinstance(test, StatedTest):
            return {self._stated_name(test.fact): test.expected}
        name, operand = self._value_name(test.fact), self._encode(test.fact, test.operand)
        if test.operator is Operator.IS:
            return {name: operand}
        if test.operator is Operator.IS_NOT:
            return {name: not operand} if isinstance(operand, bool) else {"$neq": {name: operand}}
        return {_COMPARISONS[test.operator]: {name: operand}}

    def _encode(self, name: str, value: Scalar) -> EngineScalar:
        if isinstance(value, date):
            return value.year * 10_000 + value.month * 100 + value.day
        if isinstance(value, str):
            return _token(self._facts[name].choices.index(value))
        return value

    def _value_name(self, name: str) -> str:
        return f"v{self._numbers[name]}"

    def _stated_name(self, name: str) -> str:
        return f"h{self._numbers[name]}"


def _token(number: int) -> str:
    return f"c{number}"
