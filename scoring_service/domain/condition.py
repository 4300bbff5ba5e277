"""A fact about one application, and the conditions that a rule is made of: comparisons of one fact with a constant.

Comparisons are joined by all, any and not. Each condition has one of Kleene's three values, as ``Truth``; which operators suit
which type of fact stands here too. Whoever walks through a condition or changes a part of it does so by ``parts_of``,
``leaves``, ``with_part`` and ``map_condition``.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Final

from prescreen_shared.shapes.verdict import Evidence

Scalar = bool | int | str | date
"""A fact's value: an amount is whole SEK, a choice is one of its declared words."""


class Unclear(Enum):
    """What stands in the place of a value that is stated but cannot be read, or that the register has no section for.

    It is neither stated nor not stated: every test of it, also whether it is stated, is unknown.
    """

    UNCLEAR = "unclear"


UNCLEAR: Final = Unclear.UNCLEAR


class FactType(StrEnum):
    """The types that a rule set can declare."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"
    """Free text: a condition may only ask whether it is stated; words in it are a derived fact."""


def beside(limit: Scalar) -> tuple[Scalar, ...]:
    """Give one below, the limit and one above; the limit alone where its type has no order, one less at an end of time."""
    if isinstance(limit, date):
        days = (limit.toordinal() + step for step in (-1, 0, 1))
        return tuple(date.fromordinal(day) for day in days if 1 <= day <= date.max.toordinal())
    if isinstance(limit, int) and not isinstance(limit, bool):
        return limit - 1, limit, limit + 1
    return (limit,)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one application.

    ``value`` is None when it is not stated or cannot be derived; then ``missing`` names the application's
    fields whose statement could give it one (``answers.it_system``, ``earlier_grants``).
    ``details`` are further values for sentences and for ``facts`` in the finding, such as
    ``{"matched_name": "…", "years": [2015, 2016]}``: JSON values only. ``is_unclear`` says that something is stated
    from which no value can be read: ``value`` is None then, and ``evidence`` quotes what was written. ``absent`` are
    the sections of the register that it reads and the city has none of, for which it has no value.
    """

    value: Scalar | None
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    details: dict[str, typing.Any] = field(default_factory=dict)
    is_unclear: bool = False
    absent: tuple[str, ...] = ()


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Give the condition and every part in it, each before its own parts; the place in this order is its number."""
    yield condition
    match condition:
        case Not(part):
            yield from parts_of(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from parts_of(part)


def leaves(condition: Condition) -> Iterator[Compare | IsStated]:
    """Give every comparison and every question whether a fact is stated, in the order they stand."""
    return (part for part in parts_of(condition) if isinstance(part, Compare | IsStated))


def with_part(condition: Condition, number: int, new: Condition) -> Condition:
    """Give the condition with the part of that number in ``parts_of`` replaced."""
    if number == 0:
        return new
    match condition:
        case Not(part):
            return Not(with_part(part, number - 1, new))
        case All(parts) | Any(parts):
            return type(condition)(_with_part(parts, number - 1, new))
        case Compare() | IsStated():
            raise IndexError(number)


def write_condition(condition: Condition) -> str:
    """Write a condition in the words of the rule language."""
    match condition:
        case Compare(fact, operator, operand, constant):
            value = f"{{constant: {constant}}}" if constant else _write_operand(operand)
            return f"{fact}: {{{operator}: {value}}}"
        case IsStated(fact, expected):
            return f"{fact}: {{is_stated: {_write_operand(expected)}}}"
        case Not(part):
            return f"not: {{{write_condition(part)}}}"
        case All(parts):
            return _joined("all", parts)
        case Any(parts):
            return _joined("any", parts)


def write_facts(values: Mapping[str, Scalar | None]) -> str:
    """Write facts and their values on one line."""
    written = (
        f"{name}: {'null' if value is None else _write_operand(value)}" for name, value in values.items()
    )
    return ", ".join(written) or "–"


def map_condition(condition: Condition, change: Callable[[Compare], Compare]) -> Condition:
    """Give the condition with ``change`` done to every comparison in it."""
    match condition:
        case Compare():
            return change(condition)
        case IsStated():
            return condition
        case Not(part):
            return Not(map_condition(part, change))
        case All(parts):
            return All(tuple(map_condition(part, change) for part in parts))
        case Any(parts):
            return Any(tuple(map_condition(part, change) for part in parts))


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

    @property
    def operands(self) -> tuple[Scalar, ...]:
        """What the fact is compared with, as a tuple of one or more."""
        return self.operand if isinstance(self.operand, tuple) else (self.operand,)


@dataclass(frozen=True, slots=True)
class IsStated:
    """Whether the fact has a value at all; unknown only where what is stated is unclear."""

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


class Truth(Enum):
    """True, false, or unknown because a fact is not stated; the tables are Kleene's, as in SQL and DMN's FEEL."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __invert__(self) -> Truth:
        """Swap true and false; unknown stays unknown."""
        return _INVERSE[self]


def all_of(values: Iterable[Truth]) -> Truth:
    """Give false if any is false, else unknown if any is unknown, else true; true for none at all."""
    found = set(values)
    if Truth.FALSE in found:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.TRUE


def any_of(values: Iterable[Truth]) -> Truth:
    """Give true if any is true, else unknown if any is unknown, else false; false for none at all."""
    found = set(values)
    if Truth.TRUE in found:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.FALSE


def _with_part(parts: tuple[Condition, ...], number: int, new: Condition) -> tuple[Condition, ...]:
    changed = []
    for part in parts:
        size = sum(1 for _ in parts_of(part))
        changed.append(with_part(part, number, new) if 0 <= number < size else part)
        number -= size
    return tuple(changed)


def _write_operand(operand: Scalar | tuple[Scalar, ...]) -> str:
    """Write a literal, or a list of them."""
    if isinstance(operand, tuple):
        return f"[{', '.join(map(_write_operand, operand))}]"
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return f'"{operand.isoformat()}"' if isinstance(operand, date) else str(operand)


def _joined(word: str, parts: tuple[Condition, ...]) -> str:
    return f"{word}: [{', '.join(f'{{{write_condition(part)}}}' for part in parts)}]"


_INVERSE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
_EQUAL = (Operator.IS, Operator.IS_NOT)
_AMONG = (Operator.IS_ONE_OF, Operator.IS_NONE_OF)
_NUMBERS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
_DATES = (Operator.BEFORE, Operator.AFTER, Operator.ON_OR_BEFORE, Operator.ON_OR_AFTER)
OPERATORS_OF: Final[dict[FactType, tuple[Operator, ...]]] = {
    FactType.BOOLEAN: _EQUAL,
    FactType.INTEGER: (*_EQUAL, *_AMONG, *_NUMBERS),
    FactType.AMOUNT: (*_EQUAL, *_AMONG, *_NUMBERS),
    FactType.DATE: (*_EQUAL, *_DATES),
    FactType.CHOICE: (*_EQUAL, *_AMONG),
    FactType.TEXT: (),
}
LIST_OPERATORS: Final = frozenset(_AMONG)
"""Their operand is a list of at least one value."""
