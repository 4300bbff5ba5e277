"""The 32-bit hash by which the engine compares names and texts, and the check that no two of ours share one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGINE_WORDS: Final = (
    "id", "sid", "date", "span", "$s", "$m", "$n", "$and", "$or", "$all", "$any", "$not", "$add", "$sub", "$mul", "$div",
    "$lt", "$lte", "$gt", "$gte", "$neq", "$ex", "$nex", "$mt", "$imt", "$iall", "$iany", "$i", "$f",
    "pri", "count", "span", "cap", "all", "any", "run", "0",
)  # fmt: skip
"""What the engine itself gives a meaning."""

_OFFSET: Final = 2166136261
_PRIME: Final = 16777619


class NameCollisionError(Exception):
    """Two different names are one and the same to the engine."""


def name_hash(name: str) -> int:
    """Give the FNV-1a hash as the engine computes it."""
    found = _OFFSET
    for byte in name.encode():
        found = (found ^ byte) * _PRIME & 0xFFFFFFFF
    return found


def check_names(names: Iterable[str]) -> None:
    """Raise NameCollisionError if two names, or a name and a word of the engine, hash alike."""
    seen: dict[int, str] = {name_hash(word): word for word in ENGINE_WORDS}
    for name in sorted(set(names)):
        other = seen.setdefault(name_hash(name), name)
        if other != name or name in ENGINE_WORDS:
            raise NameCollisionError(f"{name} and {other}")
