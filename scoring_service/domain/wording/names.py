"""Names that the city knows, of administrations and in its register, recognised in the forms that people write.

Which administration is meant, ``prescreen_shared.known_names`` says for both services; here stand the years in which each exists
and what it replaced. In a name of the register case, hyphens, inflection and a slip of one letter in a long name make no other
name; another number does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from prescreen_shared.known_names import KnownNames
from prescreen_shared.prose import readable
from scoring_service.domain.wording.passage import Lines, Passage, QuotedSentence, fold, stem
from scoring_service.domain.wording.patterns import read_pattern

EXACT_BELOW = 8
"""A name with fewer letters is found only letter by letter: one slip would make it another word."""
LEAST_COMPOUND = 8
"""A name with at least so many letters is found in a compound that begins with it (``kvinnojoursverksamhet``)."""
_DIGITS = re.compile(r"\d+")
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_SUBTITLE = re.compile(r"\s+[–—-]\s+|:\s+")
SHORTEST_ALIAS = 2
PIECE = 3
"""Letters in a piece of a name by which a text is sifted before it is searched."""
FILLERS = frozenset(
    [
        "i",
        "på",
        "av",
        "för",
        "och",
        "med",
        "till",
        "hos",
        "inom",
        "om",
        "vid",
        "mot",
        "från",
        "en",
        "ett",
        "den",
        "det",
        "de",
        "som",
    ]
)
"""Words that carry no meaning of their own in a name."""


@dataclass(frozen=True)
class KnownAdministration:
    """One administration and the years of grants for which it may apply, both included; None has no limit."""

    name: str
    from_year: int | None = None
    to_year: int | None = None
    aliases: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()

    def exists_in(self, year: int | None) -> bool:
        """Whether it may apply for money for a year; an unknown year excludes nobody."""
        if year is None:
            return True
        return (self.from_year is None or year >= self.from_year) and (
            self.to_year is None or year <= self.to_year
        )


@dataclass(frozen=True)
class AdministrationNames:
    """The administrations that are known, to recognise what is written.

    ``own`` are the first ``own`` of those known, which the call itself lists: they are asked before the others, by the same rules
    as intake asks them. Of the others those that exist in ``grant_year`` are asked for short forms first. ``ignored`` are phrases
    that tell none from another.
    """

    known: tuple[KnownAdministration, ...]
    ignored: tuple[str, ...] = ()
    own: int = 0
    grant_year: int | None = None

    @classmethod
    def of(cls, names: Iterable[str]) -> AdministrationNames:
        """Know a list of names without dates."""
        return cls(tuple(KnownAdministration(name) for name in names))

    def fits(self, written: str) -> tuple[str, ...]:
        """Give the known names that a name may stand for: one where it is recognised."""
        own, existing, every = self._asked
        return (
            own.recognise(written).fits
            or every.recognise_whole(written).fits
            or existing.recognise(written).fits
            or every.recognise(written).fits
        )

    def recognise(self, written: str) -> KnownAdministration | None:
        """Give the one administration that a name stands for; None where none fits, or more than one."""
        fits = self.fits(written)
        return self._by_name[fits[0]] if len(fits) == 1 else None

    def identify(self, written: str) -> str:
        """Give the key of the administration that a name stands for, the name's own key when it is not known."""
        found = self.recognise(written)
        return self._all.identity_of(found.name if found else written)

    def with_forerunners(self, written: Iterable[str]) -> frozenset[str]:
        """Give the keys of administrations and of those that they replaced, to find what was granted before a merger."""
        keys = set()
        for name in written:
            found = self.recognise(name)
            keys.add(self.identify(name))
            keys.update(self.identify(old) for old in (found.replaces if found else ()))
        return frozenset(keys)

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """The words, without inflection, by which names that share a word with another are told apart.

        A word that several names share, such as the one for administration, names none of them.
        """
        stems = [set(QuotedSentence(administration.name).stems) for administration in self.known]
        shared = {word for word, names in Counter(chain.from_iterable(stems)).items() if names > 1}
        return frozenset(chain.from_iterable(each - shared for each in stems if each & shared))

    @cached_property
    def _by_name(self) -> dict[str, KnownAdministration]:
        return {administration.name: administration for administration in reversed(self.known)}

    @cached_property
    def _all(self) -> KnownNames:
        return self._names_of(self.known)

    @cached_property
    def _asked(self) -> tuple[KnownNames, KnownNames, KnownNames]:
        """The call's own, then of the others those of the grant year, then all the others."""
        own, others = self.known[: self.own], self.known[self.own :]
        existing = [administration for administration in others if administration.exists_in(self.grant_year)]
        return self._names_of(own), self._names_of(existing), self._names_of(others)

    def _names_of(self, chosen: Iterable[KnownAdministration]) -> KnownNames:
        named = tuple(chosen)
        aliases = tuple((alias, each.name) for each in named for alias in each.aliases)
        return KnownNames(tuple(each.name for each in named), aliases, self.ignored)


@dataclass(frozen=True)
class NameHit:
    """Where a name was found: the words as written, how alike they are (0 to 100), and the sentence."""

    name: str
    written: str
    likeness: float
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
        if hit is not None and (best is None or hit.likeness > best.likeness):
            best = hit
    return best


def is_anothers_acronym(hit: NameHit, name: KnownName, passages: Iterable[Passage]) -> bool:
    """Whether what was found is capitals that a sentence spells out as another name: ``MI, vårt Mötesplats Idun``."""
    if not hit.written.isupper():
        return False
    for sentence in (each for passage in passages for each in passage.sentences):
        if hit.written not in sentence.written:
            continue
        for start in range(len(sentence.written) - len(hit.written) + 1):
            run = sentence.written[start : start + len(hit.written)]
            spelled = "".join(word[0] for word in run) == hit.written and all(len(word) > 1 for word in run)
            if spelled and not set(stems_of(" ".join(run))) & set(name.stems):
                return True
    return False


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


@dataclass(frozen=True)
class KnownName:
    """A name with its readings.

    ``words`` are the folded words of the whole name without what is ignored. ``aliases`` are patterns of words that stand for the name
    (``MI``), ``heads`` single words that do so only as they are written (``Stella`` of a name with a subtitle).
    """

    name: str
    words: tuple[str, ...]
    aliases: tuple[str, ...]
    heads: tuple[str, ...]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The words without inflection."""
        return tuple(stem(word) for word in self.words)

    @cached_property
    def joined(self) -> str:
        """The stems written together."""
        return "".join(self.stems)

    @cached_property
    def whole(self) -> str:
        """The words written together, so that ``Globen-modellen`` and ``Globenmodellen`` are one."""
        return run_together(self.words)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The joined stems cut so short that one piece is untouched by the slips that a likeness of 85 allows."""
        joined = self.joined
        width = min(PIECE, len(joined))
        return (
            tuple(joined[at : at + width] for at in range(0, len(joined) - width + 1, width))
            if joined
            else ()
        )


@lru_cache(maxsize=4096)
def read_name(name: str, ignored: tuple[str, ...] = (), aliases: tuple[str, ...] = ()) -> KnownName:
    """Read a name of the register.

    Args:
        name: The name as the register writes it.
        ignored: Words at its beginning or in parentheses that are no part of it, such as ``uppföljning av`` or ``förstudie``.
        aliases: Further names that the register gives, each holding a word.
    """
    bracketed = [part.strip() for part in _IN_PARENTHESES.findall(name)]
    acronyms = tuple(part for part in bracketed if _is_acronym(part))
    bare = readable(" ".join(_IN_PARENTHESES.sub(" ", name).split()))
    bare = _drop_leading(bare, ignored)
    head, *subtitle = _SUBTITLE.split(bare, maxsplit=1)
    heads = (head,) if subtitle and len(head) > SHORTEST_ALIAS else ()
    single = tuple(part for part in heads if len(part.split()) == 1)
    return KnownName(
        name, tuple(fold(bare).split()), (*acronyms, *(heads if not single else ()), *aliases), single
    )


def stems_of(text: str) -> tuple[str, ...]:
    """Give the stems of all words of a text."""
    return tuple(stem(word) for word in fold(text).split())


def run_together(words: tuple[str, ...]) -> str:
    """Write folded words as one, only the last without its inflection: what a hyphen may have parted."""
    return "".join(words[:-1]) + stem(words[-1]) if words else ""


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
            cutoff = 100.0 if len(wanted) < EXACT_BELOW else max(threshold, best.likeness if best else 0)
            windows = sentence.windows(width, whole=whole)
            found = process.extractOne(wanted, windows, scorer=fuzz.ratio, score_cutoff=cutoff)
            if found is not None and not numbers_differ(wanted, found[0]):
                written = " ".join(sentence.written[found[2] : found[2] + width])
                if best is None or found[1] > best.likeness:
                    best = NameHit(name.name, written, float(found[1]), sentence, field)
    return best


def _find_compound(name: KnownName, field: str, sentence: QuotedSentence) -> NameHit | None:
    if len(name.words) != 1 or len(name.joined) < LEAST_COMPOUND:
        return None
    for word, written in zip(sentence.words, sentence.written, strict=True):
        if word.startswith(name.joined):
            return NameHit(name.name, written, 95.0, sentence, field)
    return None


def _is_acronym(part: str) -> bool:
    return len(part) >= SHORTEST_ALIAS and part.isalnum() and part.isupper()


def _drop_leading(text: str, ignored: tuple[str, ...]) -> str:
    folded = fold(text)
    for lead in sorted((fold(word) for word in ignored), key=len, reverse=True):
        if folded.startswith(f"{lead} ") and len(folded) > len(lead) + 1:
            return text.split(maxsplit=len(lead.split()))[-1]
    return text
