"""Whether a sentence says outright that somebody gets a certain thing: who, a verb, and then the thing and nothing else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = re.compile(r"\w+(?:-\w+)*")

Phrase = tuple[str, ...]
"""Words in a row, without case."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language says that somebody gets something.

    A sentence begins with one of ``subjects``, goes on with any of ``auxiliaries``, then one of ``verbs``. ``links`` are
    the words, articles and such, that may stand before and inside the name of the thing.
    """

    subjects: frozenset[Phrase]
    auxiliaries: frozenset[Phrase]
    verbs: frozenset[Phrase]
    links: frozenset[str]


def tokens(text: str) -> tuple[str, ...]:
    """Give the words as written; one with a hyphen inside is one word, so that ``IT-stöd`` is not ``IT``."""
    return tuple(_TOKEN.findall(unicodedata.normalize("NFC", text)))


def phrases(texts: Iterable[str]) -> frozenset[Phrase]:
    """Read phrases of a rule file."""
    return frozenset(tuple(word.casefold() for word in tokens(text)) for text in texts)


def words_got(sentence: str, name: frozenset[str], wording: Wording) -> tuple[str, ...]:
    """Give the words right after the verb, up to the last of the name, as written; none when the sentence does not say so.

    Args:
        sentence: One sentence.
        name: The words of the thing's name, without case. They are found only in the same form: ``systemet`` is one that exists.
        wording: How getting is said.
    """
    written = tokens(sentence)
    words = tuple(word.casefold() for word in written)
    runs = (_run(written, end, name, wording.links) for end in _verb_ends(words, wording))
    return max(runs, key=len, default=())


def _verb_ends(words: Phrase, wording: Wording) -> set[int]:
    """Give every place right after a verb whose subject begins the sentence."""
    reached = {len(subject) for subject in wording.subjects if words[: len(subject)] == subject}
    waiting = list(reached)
    while waiting:
        fresh = _after(words, waiting.pop(), wording.auxiliaries) - reached
        reached |= fresh
        waiting.extend(fresh)
    return {end for start in reached for end in _after(words, start, wording.verbs)}


def _after(words: Phrase, start: int, choices: frozenset[Phrase]) -> set[int]:
    return {start + len(each) for each in choices if each and words[start : start + len(each)] == each}


def _run(
    written: tuple[str, ...], start: int, name: frozenset[str], links: frozenset[str]
) -> tuple[str, ...]:
    run: list[str] = []
    named = 0
    for word in written[start:]:
        folded = word.casefold()
        if folded not in name | links:
            break
        run.append(word)
        named = len(run) if folded not in links else named
    return tuple(run[:named])
