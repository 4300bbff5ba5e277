"""The order in which people expect references: T1-2 before T1-10."""

from __future__ import annotations

import re
from typing import Final

_PARTS: Final = re.compile(r"([0-9]+)")

ReferenceKey = tuple[tuple[int, int, str], ...]


def reference_key(reference: str) -> ReferenceKey:
    """Give a sorting key that compares runs of digits as numbers, whatever their length."""
    parts = (part for part in _PARTS.split(reference) if part)
    return (*map(_part_key, parts), (-1, 0, reference))


def _part_key(part: str) -> tuple[int, int, str]:
    # Comparing length and digits equals comparing numbers, without turning a hostile run of digits into one.
    if part[0] in "0123456789":
        digits = part.lstrip("0")
        return (0, len(digits), digits)
    return (1, 0, part.casefold())
