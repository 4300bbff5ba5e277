"""One ruleset of the durable-rules C extension: the only module that talks to it.

The extension is memory-unsafe and its own Host starts threads, so nothing of the package ``durable`` is used
and every promise below is kept here. Another engine could stand in this module's place.

Facts and tests reach it as flat scalars under short names of our own, never as an applicant's text.
"""

import json
import threading
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from itertools import count
from typing import Any, Final

from scoring_service.domain.condition import FactType, Operator, Scalar, Unclear
from scoring_service.domain.evaluate import EngineFaultError, Values
from scoring_service.domain.normal_form import StatedTest, Test
from scoring_service.domain.rule_set import FactDeclaration

SENTINEL: Final = "z"
EVERY_FACT: Final = "a"
"""A property that every asserted fact has, so that the sentinel matches it."""
_FACT_ID: Final = "0"
_LOWEST_PRIORITY: Final = 1000
_DEFAULT_SESSION: Final = None
_serials = count()
_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
EngineScalar = bool | int | str
_COMPARISONS: Final = {
    Operator.AT_LEAST: "$gte",
    Operator.AT_MOST: "$lte",
    Operator.MORE_THAN: "$gt",
    Operator.LESS_THAN: "$lt",
}


class NativeRuleset:
    """Terms compiled into the extension.

    Promises: facts only, never events; no session or fact id from outside; one private session, deleted after every
    evaluation; the answer is believed only when the sentinel, which every fact matches, fired last; used by the thread that
    made it (fork is fine); its name is never registered twice; ``close`` gives the memory back.
    """

    def __init__(self, name: str, terms: Mapping[str, Any]) -> None:
        """Compile ``terms`` (name of a term: the engine's condition) and try them once on a fact without values.

        The first evaluation must not be an applicant's: deleting a session in which no rule has ever
        fired frees memory that was never set, and the sentinel makes it fire.
        """
        definition: dict[str, Any] = {term: {"all": [{"m": condition}]} for term, condition in terms.items()}
        definition[SENTINEL] = {"pri": _LOWEST_PRIORITY, "all": [{"m": {EVERY_FACT: 1}}]}
        self._terms = frozenset(terms)
        self._thread = threading.get_ident()
        self._warm = False
        self._extension = _extension()
        try:
            self._handle = self._extension.create_ruleset(f"{name}-{next(_serials)}", json.dumps(definition))
        except self._extension.error as error:
            raise EngineFaultError(f"the rules were not taken: {error}") from error
        self._open = True
        self.run({})

    def run(self, values: Mapping[str, EngineScalar]) -> frozenset[str]:
        """Give the names of the terms that hold for the values. Raises EngineFaultError."""
        self._check_usable()
        try:
            return self._collect(self._assert(values))
        except self._extension.error as error:
            raise EngineFaultError(str(error)) from error
        finally:
            self._forget()

    def close(self) -> None:
        """Delete the ruleset; a second call does nothing."""
        if self._open:
            self._open = False
            self._extension.delete_ruleset(self._handle)

    def _check_usable(self) -> None:
        if not self._open:
            raise EngineFaultError("the ruleset is closed")
        if threading.get_ident() != self._thread:
            raise EngineFaultError("the ruleset belongs to another thread")

    def _forget(self) -> None:
        if not self._warm:
            return
        try:
            self._extension.delete_state(self._handle, _DEFAULT_SESSION)
        except self._extension.error as error:
            raise EngineFaultError(f"the session was not deleted: {error}") from error

    def _assert(self, values: Mapping[str, EngineScalar]) -> int:
        fact = {"id": _FACT_ID, EVERY_FACT: 1, **values}
        result, state = self._extension.assert_fact(self._handle, _to_json(fact))
        if result != 0:
            raise EngineFaultError(f"the fact was not taken: result {result}")
        self._warm = True
        found: int = state
        return found

    def _collect(self, state: int) -> frozenset[str]:
        fired: list[str] = []
        started = self._extension.start_action_for_state(self._handle, state)
        message = started[1] if started else None
        while message:
            fired.append(message.split('"', 2)[1])
            if len(fired) > len(self._terms) + 1:
                raise EngineFaultError("more rules fired than there are")
            message = self._extension.complete_and_start_action(self._handle, state)
        return self._believe(fired)

    def _believe(self, fired: list[str]) -> frozenset[str]:
        if not fired or fired[-1] != SENTINEL:
            raise EngineFaultError("the sentinel did not fire last: facts were dropped")
        terms = frozenset(fired[:-1])
        if len(terms) != len(fired) - 1 or not terms <= self._terms:
            raise EngineFaultError("a rule fired twice, or one that does not exist")
        return terms


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
            if isinstance(value, Unclear):
                # Neither test, that it is stated or that it is not, may hold of it.
                continue
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


@cache
def _extension() -> Any:
    """Load the extension where a ruleset is made and nowhere before: the web processes never have it in their memory."""
    return import_module("durable_rules_engine")
