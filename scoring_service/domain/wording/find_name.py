"""Find a known name in a passage, whatever its spelling variant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from scoring_service.domain.wording.word_pattern import read_pattern

if TYPE_CHECKING:
    from scoring_service.domain.wording.known_name import KnownName
    from scoring_service.domain.wording.passage import Lines, Passage, QuotedSentence

EXACT_BELOW = 8
"""A name with fewer letters is found only letter by letter: one slip would make it another word."""
LEAST_COMPOUND = 8
"""A name with at least so many letters is found in a compound that begins with it (``kvinnojoursverksamhet``)."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class NameHit:
    """Where a name was found: the words as written, how alike they are (0 to 100), and the sentence."""

    name: str
    written: str
    score: float
    sentence: QuotedSentence
    field: str


def find_name(
    name: KnownName, passage: Passage, threshold: float, *, compounds: bool = False
) -> NameHit | None:
    """Give the place in a passage that is most like the name, or None below the threshold.

    Args:
        name: The name looked for.
        passage: Where to look.
        threshold: From 0 to 100; 90 lets a slip of one letter in a long name pass.
        compounds: Whether a long word that begins with the name counts, as suits what names a kind of thing.
    """
    best: NameHit | None = None
    if not _may_be_in(name, passage.lines):
        return None
    for sentence in passage.sentences:
        if not _may_be_in(name, sentence.lines):
            continue
        hit = _find_alias(name, passage.field, sentence)
        hit = hit or _find_spelling(name, passage.field, sentence, threshold)
        if hit is None and compounds:
            hit = _find_compound(name, passage.field, sentence)
        if hit is not None and (best is None or hit.score > best.score):
            best = hit
    return best


def likeness(one: str, other: str) -> float:
    """Give how alike two names are, each written together, from 0 to 100; with different numbers they are not alike at all."""
    if numbers_differ(one, other):
        return 0.0
    if min(len(one), len(other)) < EXACT_BELOW:
        return 100.0 if one == other and one else 0.0
    return float(fuzz.ratio(one, other))


def numbers_differ(one: str, other: str) -> bool:
    """Whether two names hold different numbers, as ``steg 1`` and ``steg 2`` do."""
    return sorted(_DIGITS.findall(one)) != sorted(_DIGITS.findall(other))


def _may_be_in(name: KnownName, lines: Lines) -> bool:
    """Whether a name can be in a text: a few slips leave one short piece of it as it is, so some piece must be there."""
    return (
        any(piece in lines.compact for piece in name.pieces)
        or any(f" {head} " in lines.written for head in name.heads)
        or any(read_pattern(alias).may_be_in(lines) for alias in name.aliases)
    )


def _find_alias(name: KnownName, field: str, sentence: QuotedSentence) -> NameHit | None:
    heads = (head for head in name.heads if head in sentence.written)
    aliases = (read_pattern(alias).find_in(sentence) for alias in name.aliases)
    written = next((found for found in (*heads, *aliases) if found), None)
    return NameHit(name.name, written, 100.0, sentence, field) if written else None


def _find_spelling(name: KnownName, field: str, sentence: QuotedSentence, threshold: float) -> NameHit | None:
    if not name.joined:
        return None
    best: NameHit | None = None
    for width in range(max(1, len(name.words) - 1), len(name.words) + 2):
        for wanted, whole in ((name.joined, False), (name.whole, True)):
            cutoff = 100.0 if len(wanted) < EXACT_BELOW else max(threshold, best.score if best else 0)
            windows = sentence.windows(width, whole=whole)
            found = process.extractOne(wanted, windows, scorer=fuzz.ratio, score_cutoff=cutoff)
            if found is not None and not numbers_differ(wanted, found[0]):
                written = " ".join(sentence.written[found[2] : found[2] + width])
                if best is None or found[1] > best.score:
                    best = NameHit(name.name, written, float(found[1]), sentence, field)
    return best


def _find_compound(name: KnownName, field: str, sentence: QuotedSentence) -> NameHit | None:
    if len(name.words) != 1 or len(name.joined) < LEAST_COMPOUND:
        return None
    for word, written in zip(sentence.words, sentence.written, strict=True):
        if word.startswith(name.joined):
            return NameHit(name.name, written, 95.0, sentence, field)
    return None
