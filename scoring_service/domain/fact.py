"""A fact about one application: its type, its value or that it is not stated, and the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from prescreen_shared.shapes.verdict import Evidence as Evidence

Scalar = bool | int | str | date
"""A fact's value: an amount is whole SEK, a choice is one of its declared words."""


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
    ``{"matched_name": "…", "years": [2015, 2016]}``: JSON values only.
    """

    value: Scalar | None
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
