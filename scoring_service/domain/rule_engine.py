"""The port to whatever evaluates conditions: values in, Kleene's truth of every level of every rule and criterion out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from scoring_service.domain.fact import Scalar
from scoring_service.domain.truth import Truth

Values = Mapping[str, Scalar | None]
"""The value of each declared fact by name; None, or no key at all, means not stated."""


class LevelKey(NamedTuple):
    """One level of one rule, or of one criterion; levels are counted from 0, strongest or highest first.

    ``rule`` is the id of either; a criterion that has the id of a rule still has keys of its own.
    """

    rule: str
    level: int
    of_criterion: bool = False


Answers = Mapping[LevelKey, Truth]


class EngineFaultError(Exception):
    """The engine broke a promise: its answer is no answer, and no verdict may rest on it."""


class RuleEngine(Protocol):
    """Evaluates one rule set; built once, used by one thread, closed when no longer needed."""

    @property
    def name(self) -> str:
        """The engine's name, for the verdict's trace."""

    @property
    def version(self) -> str:
        """The engine's version, for the verdict's trace."""

    def evaluate(self, values: Values) -> Answers:
        """Give the truth of every level; values must fit their declared types.

        Raises EngineFaultError when the answer cannot be trusted.
        """

    def close(self) -> None:
        """Give back all memory; the engine cannot be used after it."""
