"""The clauses of a sentence, cut where a reader would, so that a word is read with what is said of it and nothing else.

A clause ends at a semicolon, a dash, a bracket, *men*, an *utan* that contrasts, and before a part that begins with a denial; at a
comma, a colon or *och* only where each side has a verb of its own. *Eftersom*, *medan* and their like begin one. A relative
clause is a clause of its own that stays with its noun: what is said in it is said of the noun, while a denial in it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from prescreen_shared.prose import readable
from scoring_service.domain.wording.inflection import may_be_finite

NOT = frozenset("inte ej icke aldrig ingen inget inga ingenting varken not never no nor".split())
"""Words that begin a contrast where a part of a sentence begins with them."""
_SUBJECTS = frozenset(
    "vi jag ni de dom han hon hen man det den detta denna dessa alla någon ingen projektet personalen enheten medlen "
    "we i they he she it you this these".split()
)
_WE = frozenset(("we", "they", "you"))
"""English subjects whose verb has no ending of its own."""
_BUT = frozenset("men fast but whereas".split())
_AND = frozenset("och samt så and so".split())
_OR = frozenset("eller or".split())
_WHY = frozenset(
    "eftersom medan fastän innan trots när då om ifall emedan because while although when if since unless".split()
)
"""Words that begin a clause where it has a verb."""
_LOOSE_WHY = frozenset("då om sedan since".split())
"""Those of them that mostly are something else, and begin a clause only right before its subject."""
_WHICH = frozenset("som vars vilka vilken vilket där which who whose".split())
_MODAL = frozenset(
    "ska skall skulle kan kunde vill ville bör borde måste får kommer behöver behövde planeras planerar avser hoppas tänker brukar".split()
)
_PAST = frozenset(("hade", "skulle", "kunde", "ville", "borde"))
_BEING = frozenset("är var blir blev bli varit redan alla våra nyligen tidigare de".split())
_INSIDE = frozenset("att om hur när vad varför som eftersom medan that how what".split())
_HARD = re.compile(r"[;()\[\]]|(?<=\s)[–—-](?=\s)|—")
_SOFT = re.compile(r"[,:]")
_WORD = re.compile(r"\w+")
_DEFINITE = ("en", "et", "na", "erna", "arna")
_LONGEST_VERB_GAP = 6


@dataclass(frozen=True, slots=True)
class Clause:
    """The places of a clause's words in its sentence, and for a relative clause the place of the clause of its noun.

    A clause that a relative clause interrupts goes on after it, so its places need not follow each other.
    """

    words: tuple[int, ...]
    of: int | None = None


@lru_cache(maxsize=512)
def clauses_of(quote: str) -> tuple[Clause, ...]:
    """Cut a sentence as it was written into clauses; every word is in exactly one.

    Args:
        quote: The sentence. Its words are counted as ``QuotedSentence.words`` counts them.
    """
    words, before = _read(quote)
    parts = _join(words, list(_parts(words, before)))
    clauses: list[Clause] = []
    for part in parts:
        _add(words, part, clauses)
    return tuple(clauses)


@lru_cache(maxsize=512)
def commas_of(quote: str) -> frozenset[int]:
    """Give the places of the words right after a comma or a colon."""
    _, before = _read(quote)
    return frozenset(at for at, gap in enumerate(before) if _SOFT.search(gap))


@dataclass(frozen=True, slots=True)
class _Part:
    """Words between two places where a clause may end; ``hard`` where one surely ends before it."""

    start: int
    end: int
    hard: bool


def _read(quote: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the words without case, and what stands before each."""
    text = readable(quote)
    words, before, end = [], [], 0
    for match in _WORD.finditer(text):
        words.append(match.group().casefold())
        # A hyphen inside a word is no dash, so what stands before a word keeps its spaces.
        before.append(text[max(end - 1, 0) : match.start()] if end else text[: match.start()])
        end = match.end()
    return tuple(words), tuple(before)


def _parts(words: tuple[str, ...], before: tuple[str, ...]) -> Iterator[_Part]:
    start, hard, denied = 0, False, False
    for at, word in enumerate(words):
        denied = denied or word in NOT
        cut = at > start and _cut(words, before[at], at, denied=denied)
        if cut or (at > start and _SOFT.search(before[at])):
            yield _Part(start, at, hard)
            start, hard = at, cut
    if words:
        yield _Part(start, len(words), hard)


def _cut(words: tuple[str, ...], gap: str, at: int, *, denied: bool) -> bool:
    """Whether a clause surely ends before a word."""
    word = words[at]
    follows = words[at + 1] if at + 1 < len(words) else ""
    if _HARD.search(gap) or (word in _BUT and follows not in ("också", "also")):
        return True
    if word == "utan":
        return denied and follows not in ("att", "också", "även")
    opens = bool(_SOFT.search(gap)) or words[at - 1] in _AND
    return word in NOT and opens and follows not in ("bara", "enbart", "endast", "minst", "only", "just")


def _join(words: tuple[str, ...], parts: list[_Part]) -> list[_Part]:
    """Join parts at commas of which one has no verb of its own, as those of a list."""
    joined: list[_Part] = []
    for part in (piece for each in parts for piece in _split_at_and(words, each)):
        last = joined[-1] if joined else None
        if last is None or part.hard or _stands_alone(words, last, part):
            joined.append(part)
        else:
            joined[-1] = _Part(last.start, part.end, last.hard)
    return joined


def _stands_alone(words: tuple[str, ...], last: _Part, part: _Part) -> bool:
    if words[part.start] in _WHICH:
        return True
    if words[last.start] in _WHICH and not last.hard:
        # After a relative clause in commas the sentence goes on; what has no verb belongs to it all the same.
        return True
    return bool(_finite(words, part.start, part.end)) and bool(_finite(words, last.start, last.end))


def _split_at_and(words: tuple[str, ...], part: _Part) -> Iterator[_Part]:
    """Cut at ``och`` and at ``eftersom`` and its like, where each side has a verb of its own."""
    start, hard = part.start, part.hard
    for at in range(part.start + 1, part.end):
        if at > start and _begins(words, start, at, part.end):
            yield _Part(start, at, hard)
            start, hard = at, True
    yield _Part(start, part.end, hard)


def _begins(words: tuple[str, ...], start: int, at: int, end: int) -> bool:
    word = words[at]
    after = _finite(words, at + 1, end, before=words[start:at])
    if not after:
        return _inverted(words, start, at)
    near = after[0] - at <= _LONGEST_VERB_GAP
    if word in _AND:
        return near and bool(_finite(words, start, at)) and not set(words[at + 1 : after[0]]) & _WHICH
    if word in _WHY:
        return near and (word not in _LOOSE_WHY or _is_subject(words[at + 1]))
    if words[at : at + 2] == ("för", "att") and at + 2 < end:
        return near and words[at + 2] in _SUBJECTS
    return _inverted(words, start, at)


def _inverted(words: tuple[str, ...], start: int, at: int) -> bool:
    """Whether the main clause begins at a verb, after a clause that began with ``eftersom`` or its like."""
    if words[start] not in _WHY or not may_be_finite(words[at]) or at + 1 >= len(words):
        return False
    return bool(_finite(words, start, at)) and _is_subject(words[at + 1])


def _is_subject(word: str) -> bool:
    return word in _SUBJECTS or (len(word) > len("den") + 1 and word.endswith(_DEFINITE))


def _finite(words: tuple[str, ...], start: int, end: int, before: tuple[str, ...] = ()) -> list[int]:
    """Give the places of the verbs of their own clause.

    One in ``-as`` after a word as ``ska`` is none, and one in ``-de`` or ``-te``, which may be a participle, is one only
    where it stands as a verb does.
    """
    found: list[int] = []
    modal = bool(_MODAL.intersection(before))
    for at in range(start, end):
        word = words[at]
        if not (may_be_finite(word) or (at and words[at - 1] in _WE)) or (modal and word.endswith("s")):
            modal = modal or word in _MODAL
            continue
        if word.endswith(("de", "te")) and word not in _PAST and not _acts(words, at, start, found):
            continue
        modal = modal or word in _MODAL
        found.append(at)
    return found


def _acts(words: tuple[str, ...], at: int, start: int, earlier: list[int]) -> bool:
    """Whether a form that may be a participle (``betalade``, ``utbildade``) stands as a verb: beside its subject, or alone."""
    if at and words[at - 1] in _BEING:
        return False
    near = (words[place] for place in (at - 1, at + 1) if 0 <= place < len(words))
    return any(_is_subject(word) or word in _WHICH for word in near) or (not earlier and at > start)


def _add(words: tuple[str, ...], part: _Part, clauses: list[Clause]) -> None:
    """Add a part as clauses: its relative clauses apart, and what goes on after one with what stood before it."""
    marks = (
        at for at in range(part.start, part.end) if words[at] in _WHICH and _has_verb(words, at, part.end)
    )
    first = next(marks, None)
    if first is None:
        _add_plain(words, part, clauses)
        return
    if first > part.start:
        _add_plain(words, _Part(part.start, first, part.hard), clauses)
    end = _relative_end(words, first, part.end)
    clauses.append(Clause(tuple(range(first, end)), _last_noun(clauses)))
    if end < part.end:
        _add(words, _Part(end, part.end, hard=False), clauses)


def _add_plain(words: tuple[str, ...], part: _Part, clauses: list[Clause]) -> None:
    noun, added = _last_noun(clauses), tuple(range(part.start, part.end))
    if noun is not None and clauses[-1].of is not None and not part.hard:
        both = bool(_finite(words, part.start, part.end)) and _finite_in(words, clauses[noun])
        if not both:
            clauses[noun] = Clause(clauses[noun].words + added)
            return
    clauses.append(Clause(added))


def _last_noun(clauses: list[Clause]) -> int | None:
    """Give the place of the last clause that is not relative."""
    return next((place for place in range(len(clauses) - 1, -1, -1) if clauses[place].of is None), None)


def _finite_in(words: tuple[str, ...], clause: Clause) -> bool:
    return any(may_be_finite(words[at]) for at in clause.words)


def _has_verb(words: tuple[str, ...], at: int, end: int) -> bool:
    return any(verb - at <= _LONGEST_VERB_GAP for verb in _finite(words, at + 1, end))


def _relative_end(words: tuple[str, ...], start: int, end: int) -> int:
    """Give where the clause of the noun goes on: at a second verb that nothing inside the relative clause introduces."""
    verbs = _finite(words, start + 1, end)
    for last, verb in pairwise(verbs):
        if not set(words[last:verb]) & (_INSIDE | _AND | _OR):
            return verb
    return end
