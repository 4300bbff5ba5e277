"""Kleene's three values, the answer to every condition."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """True, false, or unknown because a fact is not stated; the tables are Kleene's, as in SQL and DMN's FEEL."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __invert__(self) -> Truth:
        """Swap true and false; unknown stays unknown."""
        return _INVERSE[self]


_INVERSE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


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
