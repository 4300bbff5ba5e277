"""The conditions that a rule is made of: comparisons of one fact with a constant, joined by all, any and not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar


class Operator(StrEnum):
    """The words that compare; dates use before/after, numbers at_least and its like."""

    IS = "is"
    IS_NOT = "is_not"
    IS_ONE_OF = "is_one_of"
    IS_NONE_OF = "is_none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BEFORE = "before"
    AFTER = "after"
    ON_OR_BEFORE = "on_or_before"
    ON_OR_AFTER = "on_or_after"


@dataclass(frozen=True, slots=True)
class Compare:
    """``fact operator operand``; unknown when the fact has no value. ``operand`` is a tuple for is_one_of/is_none_of.

    ``constant`` names the constant that the operand is the value of; ``on_day`` puts in the value of another day.
    """

    fact: str
    operator: Operator
    operand: Scalar | tuple[Scalar, ...]
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class IsStated:
    """Whether the fact has a value at all; never unknown."""

    fact: str
    expected: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its part; unknown stays unknown."""

    part: Condition


Condition = Compare | IsStated | All | Any | Not
