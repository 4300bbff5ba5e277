"""Whether two visits of the same administrations to the same town are one trip, told in different words."""

from __future__ import annotations

from functools import lru_cache

from scoring_service.domain.wording.stem import stem

SHORTEST_WORD = 4
LEAST_SHARED = 3
"""So many words that carry the matter must be shared."""
LEAST_SHARE = 60
"""And so many of each hundred of the shorter telling's words."""


def same_trip(one: str, other: str, destination: str, common: frozenset[str]) -> bool:
    """Compare the folded titles and openings of two visits to the same destination, written together.

    Args:
        one: What the first visit says.
        other: What the second says.
        destination: Where both go, folded.
        common: Stems of what is said of every visit and tells none from another.
    """
    told_by_none = common.union(map(stem, destination.split()))
    first, second = _matter(one) - told_by_none, _matter(other) - told_by_none
    shared = len(first & second)
    return shared >= LEAST_SHARED and 100 * shared >= LEAST_SHARE * min(len(first), len(second))


def one_spelling(destination: str) -> str:
    """Give a folded destination in one spelling: ``aarhus`` is ``århus``."""
    return destination.replace("aa", "å")


@lru_cache(maxsize=4096)
def _matter(text: str) -> frozenset[str]:
    stems = (stem(word) for word in one_spelling(text).split() if len(word) >= SHORTEST_WORD)
    return frozenset(stems)
