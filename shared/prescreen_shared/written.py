"""How both services compare, order and add up what is written.

The nearest of known words, references as people count, sums that say what they lack, one form of JSON.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz

_DIGITS: Final = re.compile(r"([0-9]+)")
ReferenceKey = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class AmountSum:
    """What the stated amounts add up to in whole SEK, None where there are amounts and none is stated, and how many are not."""

    amount: int | None
    missing: int


def add_up(amounts: Iterable[int | None]) -> AmountSum:
    """Add up amounts in whole SEK, of which None is not stated and is never taken for nothing."""
    taken = list(amounts)
    stated = [amount for amount in taken if amount is not None]
    return AmountSum(sum(stated) if stated or not taken else None, len(taken) - len(stated))


def nearest_words(word: str, known: Iterable[str], *, most: int = 1, least: int = 60) -> list[str]:
    """Give the known words most like ``word``, the likest first: at most so many, each at least so alike, of 100."""
    alike = ((fuzz.ratio(word, each, score_cutoff=least), each) for each in known)
    return [each for likeness, each in sorted(alike, reverse=True)[:most] if likeness]


def reference_key(reference: str) -> ReferenceKey:
    """Give what references are sorted by: runs of digits as numbers, whatever their length, and letters of either case alike.

    No two references share a key, so that an order does not depend on how they came.
    """
    parts = (part for part in _DIGITS.split(reference) if part)
    return (*map(_part_key, parts), (-1, 0, reference))


def canonical_json(value: Any, *, spaced: bool = False) -> str:
    """Write plain JSON values in one form, to be hashed or compared: keys sorted, the order of a list kept.

    ``spaced`` puts a space after each comma and colon. Raises ValueError for a number that JSON does not have.
    """
    separators = None if spaced else (",", ":")
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=separators, allow_nan=False)


def canonical_sha256(value: Any, *, spaced: bool = False) -> str:
    """Give the SHA-256 of what ``canonical_json`` writes, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value, spaced=spaced).encode()).hexdigest()


def _part_key(part: str) -> tuple[int, int, str]:
    # Comparing length and digits equals comparing numbers, without turning a hostile run of digits into one.
    if part[0] in "0123456789":
        digits = part.lstrip("0")
        return (0, len(digits), digits)
    return (1, 0, part.casefold())
