"""Words to look for, as a rule file writes them: ``journalsystem``, ``utbild* av personal``, ``MI``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring_service.domain.wording.passage import QuotedSentence, fold
from scoring_service.domain.wording.stem import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring_service.domain.wording.passage import Passage

    WordTest = Callable[[QuotedSentence, int], bool]
    Run = tuple[WordTest, ...]
    """Words that follow each other directly."""

SHORTEST_STUB = 3
"""What stands before or after ``*`` has at least so many letters, or it would be found in nearly every word."""
GAP = "..."
WIDEST_GAP = 6
"""So many words may stand in the place of a gap."""


class WordPatternError(ValueError):
    """A pattern that says nothing, or would be found everywhere."""


@dataclass(frozen=True)
class WordHit:
    """What was found: the pattern, the words as written, and the sentence and field they stand in."""

    pattern: str
    written: str
    sentence: QuotedSentence
    field: str


@dataclass(frozen=True)
class WordPattern:
    """One or several words in a row.

    A plain word is found in every inflection; ``stub*`` begins a word, ``*stub`` ends one (itself inflected), ``*stub*``
    stands anywhere in one. A word in capitals is an acronym: it is found only as a whole word in capitals, also before a hyphen.
    Hyphens part words, so ``it-stöd`` finds ``IT stöd`` too. ``utbilda ... personal`` lets a few words stand between.
    """

    text: str
    runs: tuple[Run, ...]

    def find_in(self, sentence: QuotedSentence) -> str | None:
        """Give the first place found as it was written, or None."""
        for start in range(len(sentence.words)):
            if (end := self._end(sentence, start)) is not None:
                return " ".join(sentence.written[start:end])
        return None

    def _end(self, sentence: QuotedSentence, start: int) -> int | None:
        """Give where the pattern ends when it begins at a word; each later run is taken where it first stands."""
        end = _run_end(self.runs[0], sentence, start)
        for run in self.runs[1:]:
            if end is None:
                return None
            starts = range(end, end + WIDEST_GAP + 1)
            end = next((found for at in starts if (found := _run_end(run, sentence, at)) is not None), None)
        return end


def _run_end(run: Run, sentence: QuotedSentence, start: int) -> int | None:
    if start + len(run) > len(sentence.words):
        return None
    return start + len(run) if all(test(sentence, start + step) for step, test in enumerate(run)) else None


@lru_cache(maxsize=4096)
def read_pattern(text: str) -> WordPattern:
    """Read one pattern.

    Raises:
        WordPatternError: no word in it, or a stub too short beside its ``*``.
    """
    runs = tuple(tuple(_read_word(part, text) for part in _parts(run)) for run in text.split(GAP))
    if not all(runs):
        raise WordPatternError(f"{text!r} holds no word, or none beside {GAP}")
    return WordPattern(text, runs)


def find_words(
    passage: Passage, patterns: tuple[str, ...], exceptions: tuple[str, ...] = ()
) -> Iterator[WordHit]:
    """Give each pattern found in each sentence; a sentence that holds an exception is passed over."""
    for sentence in passage.sentences:
        if any(read_pattern(exception).find_in(sentence) for exception in exceptions):
            continue
        for pattern in patterns:
            written = read_pattern(pattern).find_in(sentence)
            if written is not None:
                yield WordHit(pattern, written, sentence, passage.field)


def _parts(text: str) -> list[str]:
    return text.replace("-", " ").split()


def _read_word(part: str, pattern: str) -> WordTest:
    core = fold(part.strip("*"))
    if not core:
        raise WordPatternError(f"{pattern!r} holds a * without letters")
    if "*" in part and len(core) < SHORTEST_STUB:
        raise WordPatternError(f"{pattern!r}: at least {SHORTEST_STUB} letters stand beside a *")
    if part.startswith("*") and part.endswith("*"):
        return lambda sentence, at: core in sentence.words[at]
    if part.endswith("*"):
        return lambda sentence, at: sentence.words[at].startswith(core)
    if part.startswith("*"):
        ending = stem(core)
        return lambda sentence, at: sentence.stems[at].endswith(ending) or sentence.words[at].endswith(core)
    if part.isupper() and len(part) > 1:
        return lambda sentence, at: sentence.written[at] == part
    whole = stem(core)
    return lambda sentence, at: sentence.words[at] == core or sentence.stems[at] == whole
