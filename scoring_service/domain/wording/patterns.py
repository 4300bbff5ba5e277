"""Words to look for, as a rule file writes them: ``journalsystem``, ``utbild* av personal``, ``MI``."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring_service.domain.wording.inflection import english_bases, is_english, is_same_word, lemmas
from scoring_service.domain.wording.passage import Lines, QuotedSentence, fold, stem

Run = tuple["WordTest", ...]
"""Words that follow each other directly."""
SHORTEST_STUB = 3
"""What stands before or after ``*`` has at least so many letters, or it would be found in nearly every word."""
_ENGLISH = frozenset(("the", "of", "and", "to", "we", "is"))
GAP = "..."
WIDEST_GAP = 6
"""So many words may stand in the place of a gap."""


class WordPatternError(ValueError):
    """A pattern that says nothing, or would be found everywhere; ``code`` is the id of the text that says so."""

    def __init__(self, code: str, pattern: str, **values: object) -> None:
        super().__init__(f"{code}: {pattern!r}")
        self.code, self.values = code, {"pattern": f"”{pattern}”", **values}


@dataclass(frozen=True, slots=True)
class WordTest:
    """The test of one word at a place, and the quick one of whether it can be in a text at all, wrong only in saying yes.

    ``traces`` gives what a text that is not in English has one of where it holds the word, by ``_traces_of``; None where
    nothing tells.
    """

    matches: Callable[[QuotedSentence, int], bool]
    may_be_in: Callable[[Lines], bool]
    traces: Callable[[], frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pattern stands in a sentence: its first word, the place after its last, and the words between that are no part of it."""

    start: int
    end: int
    between: frozenset[int] = frozenset()

    @property
    def words(self) -> frozenset[int]:
        """The places of the words that the pattern itself found."""
        return frozenset(range(self.start, self.end)) - self.between


@dataclass(frozen=True)
class WordPattern:
    """One or several words in a row.

    A plain word is found in every inflection; ``stub*`` begins a word, ``*stub`` ends one (itself inflected), ``*stub*``
    stands anywhere in one. A word in capitals is an acronym: it is found only as a whole word in capitals, also before a hyphen.
    Hyphens part words, so ``it-stöd`` finds ``IT stöd`` too, and a word is also found where a hyphen stands inside it. ``utbilda ... personal`` lets a few words stand between.
    """

    text: str
    runs: tuple[Run, ...]

    def may_be_in(self, lines: Lines) -> bool:
        """Whether the pattern can be in a text: quick, and wrong only in saying yes."""
        return all(test.may_be_in(lines) for run in self.runs for test in run)

    def find_in(self, sentence: QuotedSentence) -> str | None:
        """Give the first place found as it was written, or None."""
        place = next(self.places_in(sentence), None)
        return None if place is None else written_at(sentence, place)

    def places_in(self, sentence: QuotedSentence) -> Iterator[Place]:
        """Give every place that the pattern begins at; each later run is taken where it first stands."""
        if self.may_be_in(sentence.lines):
            starts = range(len(sentence.words))
            yield from (place for start in starts if (place := self._place(sentence, start)) is not None)

    def _place(self, sentence: QuotedSentence, start: int) -> Place | None:
        end = _run_end(self.runs[0], sentence, start)
        between: set[int] = set()
        for run in self.runs[1:]:
            if end is None:
                return None
            ends = ((at, _run_end(run, sentence, at)) for at in range(end, end + WIDEST_GAP + 1))
            begun, after = next(((at, found) for at, found in ends if found is not None), (end, None))
            between.update(range(end, begun))
            end = after
        return None if end is None else Place(start, end, frozenset(between))


def written_at(sentence: QuotedSentence, place: Place) -> str:
    """Give the words at a place as they were written."""
    return " ".join(sentence.written[place.start : place.end])


def _run_end(run: Run, sentence: QuotedSentence, start: int) -> int | None:
    at = start
    for test in run:
        if at < len(sentence.words) and test.matches(sentence, at):
            at += 1
        elif at in sentence.whole and test.matches(sentence.whole[at], 0):
            at += 2
        else:
            return None
    return at


@lru_cache(maxsize=4096)
def read_pattern(text: str) -> WordPattern:
    """Read one pattern.

    Raises:
        WordPatternError: no word in it, or a stub too short beside its ``*``.
    """
    runs = tuple(tuple(_read_word(part, text) for part in _parts(run)) for run in text.split(GAP))
    if not all(runs):
        raise WordPatternError("rule-file.pattern-no-word", text, gap=GAP)
    return WordPattern(text, runs)


def patterns_in(texts: Iterable[str], lines: Lines) -> list[WordPattern]:
    """Give those of some patterns that can be in a text, in their order: quick, and wrong only in giving too many."""
    return _read_list(tuple(texts)).choose(lines)


def places_of_any(texts: Iterable[str], sentence: QuotedSentence) -> Iterator[Place]:
    """Give every place at which one of some patterns stands, by pattern."""
    return (place for pattern in patterns_in(texts, sentence.lines) for place in pattern.places_in(sentence))


def holds_any(texts: Iterable[str], sentence: QuotedSentence) -> bool:
    """Whether one of some patterns stands in a sentence."""
    return next(places_of_any(texts, sentence), None) is not None


@dataclass(frozen=True, slots=True)
class _PatternList:
    """Patterns with the traces by which a text is told that cannot hold them; ``untold`` are the places of those without any."""

    patterns: tuple[WordPattern, ...]
    by_trace: dict[str, list[int]]
    untold: tuple[int, ...]

    def choose(self, lines: Lines) -> list[WordPattern]:
        """Give those that can be in a text."""
        chosen: Iterable[int] = range(len(self.patterns))
        if not _english_line(lines.words):
            told = self.by_trace.keys() & _traces_of(lines.words)
            chosen = sorted({*self.untold, *(at for trace in told for at in self.by_trace[trace])})
        return [self.patterns[at] for at in chosen if self.patterns[at].may_be_in(lines)]


@lru_cache(maxsize=2048)
def _read_list(texts: tuple[str, ...]) -> _PatternList:
    patterns = tuple(read_pattern(text) for text in texts)
    by_trace: dict[str, list[int]] = {}
    untold = []
    for at, pattern in enumerate(patterns):
        traces = next((test.traces for run in pattern.runs for test in run if test.traces is not None), None)
        if traces is None:
            untold.append(at)
        for trace in traces() if traces is not None else ():
            by_trace.setdefault(trace, []).append(at)
    return _PatternList(patterns, by_trace, tuple(untold))


def _parts(text: str) -> list[str]:
    return text.replace("-", " ").split()


def _read_word(part: str, pattern: str) -> WordTest:
    core = fold(part.strip("*"))
    if not core:
        raise WordPatternError("rule-file.pattern-star-alone", pattern)
    if "*" in part and len(core) < SHORTEST_STUB:
        raise WordPatternError("rule-file.pattern-short-stub", pattern, least=SHORTEST_STUB)
    if part.startswith("*") and part.endswith("*"):
        return WordTest(lambda sentence, at: core in sentence.words[at], lambda lines: core in lines.words)
    if part.endswith("*"):
        return WordTest(
            lambda sentence, at: sentence.words[at].startswith(core),
            lambda lines: f" {core}" in lines.words,
            lambda: frozenset((_beginning(core),)),
        )
    if part.startswith("*"):
        return _read_ending(core, stem(core))
    if part.isupper() and len(part) > 1:
        return WordTest(
            lambda sentence, at: sentence.written[at] == part,
            lambda lines: f" {part} " in lines.written,
            lambda: frozenset((core,)),
        )
    return _read_whole(core)


def _read_ending(core: str, ending: str) -> WordTest:
    return WordTest(
        lambda sentence, at: (
            sentence.stems[at].endswith(ending)
            or sentence.words[at].endswith(core)
            or any(each.endswith(tuple(lemmas(core))) for each in lemmas(sentence.words[at]))
        ),
        lambda lines: (
            f"{core} " in lines.words
            or f"{ending} " in lines.stems
            or any(f"{base} " in _base_line(lines.words) for base in lemmas(core))
        ),
    )


def _read_whole(core: str) -> WordTest:
    return WordTest(
        lambda sentence, at: (
            is_same_word(sentence.words[at], core)
            or (is_english(sentence.words) and bool(english_bases(sentence.words[at]) & english_bases(core)))
        ),
        lambda lines: (
            not _forms(core).isdisjoint(_traces_of(lines.words)) or _may_be_english(core, lines.words)
        ),
        lambda: _forms(core),
    )


@lru_cache(maxsize=16384)
def _forms(word: str) -> frozenset[str]:
    """Give the traces of a word in any inflection: what it can be a form of, and its stem."""
    return lemmas(word) | {stem(word)}


def _beginning(word: str) -> str:
    return f"{word[:SHORTEST_STUB]}*"


@lru_cache(maxsize=512)
def _traces_of(words: str) -> frozenset[str]:
    """Give all by which a line of words may hold one that is looked for: what each is a form of, its stem and its beginning."""
    return frozenset(
        trace for word in words.split() for trace in (*lemmas(word), stem(word), _beginning(word))
    )


@lru_cache(maxsize=512)
def _base_line(words: str) -> str:
    """Give what each of a line of words can be a form of, with a space around each."""
    return f" {' '.join(base for word in words.split() for base in lemmas(word))} "


def _may_be_english(word: str, words: str) -> bool:
    line = _english_line(words)
    return bool(line) and any(f" {base} " in line for base in english_bases(word))


@lru_cache(maxsize=512)
def _english_line(words: str) -> str:
    """Give the same in English; empty where no sentence can be in English, so that its dictionary is read only for one that is."""
    found = words.split()
    if not _ENGLISH.intersection(found):
        return ""
    return f" {' '.join(base for word in found for base in english_bases(word))} "
