"""Pairs of titles that are nearly the same, found without comparing each with all others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from scoring_service.domain.wording.find_name import numbers_differ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORT_TITLE = 3
"""A title of so few words may share no whole word with its like, so it is also looked up by its first and last letters."""
EDGE = 5


def alike_titles(titles: Sequence[str], least: int) -> Iterator[tuple[str, str]]:
    """Give each pair of different titles at least so alike, once; titles with different numbers are not.

    Nearly equal titles share at least half of their words, so they share one of the rarer half of each: only
    titles with such a word in common are compared.

    Args:
        titles: Folded titles, each once.
        least: From 0 to 100.
    """
    frequency = Counter(word for title in titles for word in set(title.split()))
    by_key: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        for key in _keys(title, frequency):
            by_key[key].append(title)
    seen: set[tuple[str, str]] = set()
    for near in by_key.values():
        for index, title in enumerate(near):
            later = near[index + 1 :]
            for other, _, _ in process.extract(
                title, later, scorer=fuzz.ratio, score_cutoff=least, limit=None
            ):
                if (title, other) not in seen and not numbers_differ(title, other):
                    seen.add((title, other))
                    yield title, other


def _keys(title: str, frequency: Counter[str]) -> set[str]:
    words = sorted(set(title.split()), key=lambda word: (frequency[word], word))
    keys = set(words[: len(words) // 2 + 1])
    if len(words) <= SHORT_TITLE:
        joined = title.replace(" ", "")
        keys |= {f"{joined[:EDGE]}…", f"…{joined[-EDGE:]}"}
    return keys
