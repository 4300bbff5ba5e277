"""A field's text cut into sentences and words, so that what is found in it can be quoted as it was written.

Words are compared without case and inflection; the sentence that holds them keeps its letters.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from Stemmer import Stemmer  # type: ignore[import-not-found] # it has no type hints

from prescreen_shared.prose import cut_sentences, fold, readable, words_of

__all__ = ["Lines", "Passage", "QuotedSentence", "fold", "read_passage", "stem"]
_WORD = re.compile(r"\w+")
_DEFINITE = re.compile(r"(?:et|an)s?\Z")
"""Endings of the definite form that Snowball leaves, since a stem may end so too: ``projektet``, ``veckan``."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The words of a text in one line each way, to see at once what cannot be in it.

    ``words``, ``stems`` and ``written`` have a space around every word, ``compact`` is the stems without spaces.
    """

    words: str
    stems: str
    written: str
    compact: str


@dataclass(frozen=True)
class QuotedSentence:
    """One sentence: the slice of the text as it was written, and the words that a reader sees in it, with and without case."""

    quote: str

    @cached_property
    def text(self) -> str:
        """What a reader sees of it, in one line."""
        return " ".join(readable(self.quote).split())

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The words with their case."""
        return tuple(words_of(self.quote))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words without case."""
        return tuple(word.casefold() for word in self.written)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The words without inflection."""
        return tuple(stem(word) for word in self.words)

    @cached_property
    def whole(self) -> dict[int, "QuotedSentence"]:
        """Words that a hyphen parts, written as one: ``journal-system`` is ``journalsystem`` too; by the place of their first half."""
        places = enumerate(pairwise(_WORD.finditer(self.text)))
        parted = (at for at, (one, other) in places if self.text[one.end() : other.start()] == "-")
        return {at: QuotedSentence(self.written[at] + self.written[at + 1]) for at in parted}

    @cached_property
    def lines(self) -> Lines:
        """The sentence as lines, after its words those that are also written as one."""
        one = tuple(self.whole.values())
        return Lines(
            words=f" {' '.join((*self.words, *(each.words[0] for each in one)))} ",
            stems=f" {' '.join((*self.stems, *(each.stems[0] for each in one)))} ",
            written=f" {' '.join((*self.written, *(each.written[0] for each in one)))} ",
            compact="".join(self.stems),
        )

    def windows(self, width: int, *, whole: bool = False) -> tuple[str, ...]:
        """Give each ``width`` words in a row written together: their stems, or ``whole`` words of which only the last is a stem."""
        if (width, whole) not in self._windows:
            first = self.words if whole else self.stems
            self._windows[width, whole] = tuple(
                "".join((*first[start : start + width - 1], self.stems[start + width - 1]))
                for start in range(len(first) - width + 1)
            )
        return self._windows[width, whole]

    @cached_property
    def _windows(self) -> dict[tuple[int, bool], tuple[str, ...]]:
        return {}


@dataclass(frozen=True)
class Passage:
    """The text of one field of an application."""

    field: str
    sentences: tuple[QuotedSentence, ...]

    @cached_property
    def lines(self) -> Lines:
        """All sentences as lines."""
        parts = [sentence.lines for sentence in self.sentences]
        return Lines(
            words="".join(part.words for part in parts),
            stems="".join(part.stems for part in parts),
            written="".join(part.written for part in parts),
            compact=" ".join(part.compact for part in parts),
        )


def read_passage(field: str, text: str) -> Passage:
    """Cut a text into sentences in one linear pass.

    Args:
        field: The field in which the text stands, such as ``description``.
        text: Any text, in any Unicode normal form.
    """
    return Passage(field, tuple(QuotedSentence(sentence.written) for sentence in cut_sentences(text)))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Give the stem of a Swedish word in lower case: Snowball's, and without the definite endings that Snowball leaves.

    ``kvinnojourernas`` gives ``kvinnojour``, ``insatserna`` gives ``insats``.
    """
    # Each call has a stemmer of its own, since one holds its word while it works and threads share this module.
    plain: str = Stemmer("swedish").stemWord(word)
    without = _DEFINITE.sub("", word)
    if without == word or len(plain) < len(word) - 1:
        return plain
    # Snowball takes ``ad`` away wherever it would take an ending of two letters, and goes on from there.
    like_a_verb = f"{without}ad"
    found: str = Stemmer("swedish").stemWord(like_a_verb)
    return plain if found == like_a_verb else found
