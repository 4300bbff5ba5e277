"""A topic as the words that make it up, and how many of them a text speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring_service.domain.wording.known_name import FILLERS
from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.stem import stem
from scoring_service.domain.wording.word_pattern import WordHit, find_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.wording.passage import Passage

SHORTEST_IN_COMPOUND = 5
"""A word with fewer letters is not looked for at the end of compounds."""
_JOINERS = frozenset(("och", "eller", "samt"))

Synonyms = tuple[tuple[str, tuple[str, ...]], ...]
"""A word and the patterns that mean the same, in order."""


@dataclass(frozen=True)
class Concept:
    """One thing that a topic speaks of: words that are alternatives (``barn och unga``), and the patterns that find it."""

    words: tuple[str, ...]
    patterns: tuple[str, ...]


@lru_cache(maxsize=1024)
def read_topic(text: str, synonyms: Synonyms = (), ignored: tuple[str, ...] = ()) -> tuple[Concept, ...]:
    """Cut a topic into concepts: words that are not fillers, those joined by ``och`` or ``eller`` taken as one."""
    groups: list[list[str]] = []
    joined = False
    dropped = {stem(word) for phrase in ignored for word in fold(phrase).split()}
    for word in fold(text).split():
        if word in _JOINERS:
            joined = bool(groups)
        elif word not in FILLERS and stem(word) not in dropped and not word.isdigit():
            if joined:
                groups[-1].append(word)
            else:
                groups.append([word])
            joined = False
    return tuple(Concept(tuple(group), _patterns(group, synonyms)) for group in groups)


def concepts_found(concepts: Iterable[Concept], passages: Iterable[Passage]) -> dict[Concept, WordHit]:
    """Give the concepts that the texts speak of, each with the first place."""
    texts = tuple(passages)
    found = {}
    for concept in concepts:
        hits = (hit for passage in texts for hit in find_words(passage, concept.patterns))
        if (first := next(hits, None)) is not None:
            found[concept] = first
    return found


def _patterns(words: list[str], synonyms: Synonyms) -> tuple[str, ...]:
    stems = {stem(word) for word in words}
    alike = [pattern for word, patterns in synonyms if stem(fold(word)) in stems for pattern in patterns]
    compounds = [f"*{word}" for word in words if len(word) >= SHORTEST_IN_COMPOUND]
    return tuple(dict.fromkeys((*words, *compounds, *alike)))
