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
        self._value_names = {name: f"v{number}" for name, number in self._numbers.items()}
        self._stated_names = {name: f"h{number}" for name, number in self._numbers.items()}
        self._tokens = {name: _tokens(fact.choices) for name, fact in facts.items()}

    def names(self) -> Iterable[str]:
        """Give every name and token that can reach the engine."""
        for name in self._facts:
            yield from (self._value_names[name], self._stated_names[name])
            yield from self._tokens[name].values()

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
            encoded[self._stated_names[name]] = value is not None
            if value is not None and self._facts[name].type is not FactType.TEXT:
                encoded[self._value_names[name]] = self._encode(name, value)
        return encoded

    def _test(self, test: Test) -> dict[str, Any]:
        if isinstance(test, StatedTest):
            return {self._stated_names[test.fact]: test.expected}
        name, operand = self._value_names[test.fact], self._encode(test.fact, test.operand)
        if test.operator is Operator.IS:
            return {name: operand}
        if test.operator is Operator.IS_NOT:
            return {name: not operand} if isinstance(operand, bool) else {"$neq": {name: operand}}
        return {_COMPARISONS[test.operator]: {name: operand}}

    def _encode(self, name: str, value: Scalar) -> EngineScalar:
        if isinstance(value, date):
            return value.year * 10_000 + value.month * 100 + value.day
        if isinstance(value, str):
            return self._tokens[name][value]
        return value


def _tokens(choices: tuple[str, ...]) -> dict[str, str]:
    return {choice: f"c{number}" for number, choice in enumerate(choices)}
