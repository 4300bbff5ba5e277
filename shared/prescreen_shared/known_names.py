"""Names of administrations as people write them: which known one is meant, where exactly one fits.

Case, dashes, blanks, the genitive's s, what kind of body it is (``sdf``, ``stadsdelsförvaltn.``) and short forms that follow
from the list itself (``Häg-Lil``, ``EÅV``, ``Spånga``) make no other name. A letter more or less, or a dot, does: ``Habo`` and
``Håbo`` are two. Likeness serves suggestions only. Both services recognise names here, so that they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from prescreen_shared.prose import fold, readable

MOST_SUGGESTIONS: Final = 3
MOST_LETTERS: Final = 80
MOST_KEPT: Final = 20_000
LEAST_LIKENESS: Final = 70.0
"""Of 100: what is less like a known name is not suggested for it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The known names that fit what was written: one where it is recognised, none where nothing fits, several where it is open."""

    fits: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """The one known name that was meant, None where none or several fit."""
        return self.fits[0] if len(self.fits) == 1 else None


@dataclass(frozen=True)
class KnownNames:
    """The names that are known, to recognise what is written.

    Args:
        names: The known names, in the order in which they are listed.
        aliases: Further names, each with the known name that it stands for.
        ignored: Phrases that tell no name from another, as the name of their city.
    """

    names: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()

    def recognise(self, written: str) -> Recognised:
        """Give the known names that fit best: the very name first, then the same place, then a short form of it."""
        if written not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[written] = Recognised(self._fits(written))
        return self._kept[written]

    def recognise_whole(self, written: str) -> Recognised:
        """Give the known names of the same place, short forms left out."""
        return Recognised(self._fits_whole(_read(written, self.ignored)))

    def identify(self, written: str) -> str:
        """Give what tells one administration from another: that of the known name, else of the name as it is written."""
        return self.identity_of(self.recognise(written).name or written)

    def identity_of(self, name: str) -> str:
        """Give what tells a name from others as it stands, whether it is known or not."""
        read = _read(name, self.ignored)
        if not read.joined:
            return readable(name)
        known = {name for _, name in self._by_place.get(read.joined, ())}
        return read.joined if len(known) < 2 else f"{read.letters} {read.kind}"

    def suggest(self, written: str) -> list[str]:
        """Give the known names that may have been meant: those that fit, else the likest, dots and slips passed over.

        None of them has the very letters that were written.
        """
        fits = self.recognise(written).fits
        if len(fits) > 1:
            return list(fits)
        read = _read(written[:MOST_LETTERS], self.ignored)
        wanted = _without_dots(read.spaced)
        found = process.extract(
            wanted, self._by_name, scorer=fuzz.WRatio, score_cutoff=LEAST_LIKENESS, limit=MOST_SUGGESTIONS
        )
        likest = [name for _, _, name in sorted(found, key=lambda each: (-each[1], each[2]))]
        perhaps = [name for name in self.names if self._is_perhaps(read, name)]
        return list(dict.fromkeys((*perhaps, *likest)))[:MOST_SUGGESTIONS]

    def _is_perhaps(self, read: _Name, name: str) -> bool:
        """Whether a name may be another body of the same field (``Socialnämnden``) or what letters stand for (``AMF``)."""
        known = _read(name, self.ignored)
        stem = _BODY.sub("", known.joined)
        if _BODY.search(read.joined) and stem and stem == _BODY.sub("", read.joined):
            return True
        letters = "".join(part.written for part in read.parts)
        if not (1 < len(letters) <= LONGEST_ABBREVIATION and letters.isupper()):
            return False
        return re.match(".*".join(_without_dots(read.joined)), _without_dots(known.joined)) is not None

    def _fits(self, written: str) -> tuple[str, ...]:
        read = _read(written, self.ignored)
        if whole := self._fits_whole(read):
            return whole
        if (aside := _ASIDE.fullmatch(readable(written))) is not None:
            return self._fits_aside(aside[1], aside[2])
        if read.lost_its_dots and (scanned := self._by_scan.get(_without_dots(read.joined))):
            return scanned
        return tuple(dict.fromkeys(name for form, name in self._forms if _is_short_for(read, form)))

    def _fits_aside(self, written: str, aside: str) -> tuple[str, ...]:
        """Fit a name with another in parentheses: the short form of the same, or letters that nobody else is known by."""
        fits, others = self._fits(written), self._fits(aside)
        is_short = len(aside) <= LONGEST_ABBREVIATION and aside.isupper()
        return fits if fits == others or (not others and is_short) else ()

    def _fits_whole(self, read: _Name) -> tuple[str, ...]:
        same = self._by_place.get(read.joined) or self._by_place.get(read.nominative, ())
        same = tuple((form, name) for form, name in same if form.letters == read.letters) or same
        exact = tuple(name for form, name in same if form.kind == read.kind)
        return exact[:1] or tuple(dict.fromkeys(name for form, name in same if _are_of_a_sort(read, form)))

    @cached_property
    def _kept(self) -> dict[str, Recognised]:
        return {}

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Each name with its place without dots, by which suggestions are sought."""
        return {name: _without_dots(_read(name, self.ignored).spaced) for name in self.names}

    @cached_property
    def _forms(self) -> tuple[tuple[_Name, str], ...]:
        pairs = (*((name, name) for name in self.names), *self.aliases)
        return tuple((_read(form, self.ignored), name) for form, name in pairs)

    @cached_property
    def _by_place(self) -> dict[str, tuple[tuple[_Name, str], ...]]:
        places: dict[str, tuple[tuple[_Name, str], ...]] = {}
        for form, name in self._forms:
            for key in dict.fromkeys((form.joined, form.nominative)):
                places[key] = (*places.get(key, ()), (form, name))
        return places

    @cached_property
    def _by_scan(self) -> dict[str, tuple[str, ...]]:
        places: dict[str, tuple[str, ...]] = {}
        for form, name in self._forms:
            key = _without_dots(form.joined)
            places[key] = tuple(dict.fromkeys((*places.get(key, ()), name)))
        return places


@lru_cache(maxsize=64)
def known_names(names: tuple[str, ...]) -> KnownNames:
    """Know a list of names; read once for all who ask."""
    return KnownNames(names)


def name_key(name: str, ignored: tuple[str, ...] = ()) -> str:
    """Give a name's place without case, dashes, kind and genitive: what is left when nothing is known to compare it with."""
    return _read(name, ignored).spaced


# ---- How a name is read ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a name; ``cut`` says that a full stop follows it, ``written`` keeps its capitals."""

    written: str
    word: str
    cut: bool


@dataclass(frozen=True, slots=True)
class _Name:
    """A name's place in parts, and the kind of body; ``hyphened`` says that each part is a place of its own, as ``Spånga-Tensta``."""

    parts: tuple[_Part, ...]
    kind: str
    hyphened: bool
    lost_its_dots: bool

    @property
    def letters(self) -> str:
        """The place letter by letter."""
        return " ".join(part.word for part in self.parts)

    @property
    def spaced(self) -> str:
        """The place as words, its genitive taken away."""
        words = [part.word for part in self.parts]
        return " ".join((*words[:-1], _without_genitive(words[-1]))) if words else ""

    @property
    def joined(self) -> str:
        """The place as one word."""
        return self.spaced.replace(" ", "").replace(":", "")

    @property
    def nominative(self) -> str:
        """The place as one word, each part without its genitive."""
        return "".join(_without_genitive(part.word) for part in self.parts).replace(":", "")


_KINDS: Final = {
    "stadsdelsförvaltning": ("sdf", "sdförv"),
    "stadsdelsnämnd": ("sdn",),
    "stadsdelsområde": ("sdo",),
    "stadsdel": (),
    "kommun": ("kn",),
    "stad": (),
}
"""The kinds of bodies that people leave out or shorten; beside these any beginning of one from ``stadsdels`` on is it."""
_SORT: Final = {kind: "kommun" if kind in ("kommun", "stad") else "stadsdel" for kind in _KINDS}
_FORMS: Final = {
    f"{form}{ending}": kind
    for kind, short in _KINDS.items()
    for form in (kind, *short)
    for ending in ("", "s", "en", "ens", "et", "ets", "t", "ts")
}
_LONGEST_KINDS: Final = ("stadsdelsförvaltningen", "stadsdelsnämnden", "stadsdelsområdet")
_LEAST_OF_KIND: Final = len("stadsdels") + 1
_DEFINITE: Final = re.compile(
    r"(f[öo]rvaltning|n[äa]mnd|kontor|kommun|styrelse|bolag|omsorg|avdelning|enhet|tjänst|verksamhet)(?:en|et|n)?s?\Z"
)
_CUT_BODY: Final = re.compile(r"(f[öo]rv)(?:alt|altn)?\Z|(kont)\Z")
_BODY: Final = re.compile(r"s?(?:f[öo]rvaltning|n[äa]mnd|kontor|styrelse)\Z")
_ASIDE: Final = re.compile(r"\s*([^()]*\S)\s*\(\s*([^()]*[^()\s])\s*\)\s*")
LONGEST_ABBREVIATION: Final = 6
_DOTTED: Final = re.compile(r"förvaltn|nämnd|område")
"""Letters that stand in no word without their dots: a name with ``forvaltning`` has lost those of all its words."""
_WITHOUT_DOTS: Final = str.maketrans("åäö", "aao")
_SPLIT: Final = re.compile(r"[^\W_]+(?::[^\W_]{1,4}(?![^\W_]))?\.?")
"""A word, also one that is drawn together: ``N:a``."""
_INNER_CAPITAL: Final = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_BETWEEN: Final = frozenset(("och", "o", "samt", "i"))
SHORTEST_BEGINNING: Final = 3
"""Letters that stand for a part of a name where they follow each other or end in a full stop: ``Häg-Lil``."""
LEAST_LEFT_OUT: Final = 2
LEAST_IN_ALL: Final = 3
"""So many letters at least a short form leaves out of a part, and of all its parts; fewer are a slip of the pen."""


@lru_cache(maxsize=8192)
def _read(name: str, ignored: tuple[str, ...]) -> _Name:
    """Read a name; where nothing but a kind, or what is ignored, is written, that is its place."""
    seen = readable(name).replace("s.d.f.", "sdf").replace("S.D.F.", "SDF")
    whole = _parts(seen)
    parts = tuple(part for part in _without(whole, ignored) if part.word not in _BETWEEN) or whole
    kinds = [kind for part in parts if (kind := _kind_of(part))]
    place = tuple(part for part in parts if not _kind_of(part)) or parts
    folded = fold(seen)
    return _Name(
        place,
        (sorted(kinds, key=lambda kind: _SORT[kind] == "kommun") or [""])[0] if place != parts else "",
        hyphened=len(place) > 1 and _is_hyphened(seen, place),
        lost_its_dots=not re.search("[åäö]", folded)
        and any(_without_dots(stub) in folded for stub in _DOTTED.pattern.split("|")),
    )


def _parts(seen: str) -> tuple[_Part, ...]:
    found = (each[0] for each in _SPLIT.finditer(seen))
    return tuple(_Part(each.rstrip("."), _word_of(each), each.endswith(".")) for each in found)


def _word_of(written: str) -> str:
    """Give a word of a name without case, its body written out and in the indefinite: ``Socialförv.``."""
    word = written.rstrip(".").casefold().removesuffix(":s")
    if word in _FORMS:
        return word
    whole = _CUT_BODY.sub(lambda found: f"{found[1]}altning" if found[1] else "kontor", word)
    return _DEFINITE.sub(r"\1", whole)


def _kind_of(part: _Part) -> str:
    """Give the kind of body that a word stands for, without its dots too; empty where it is part of the place."""
    if (kind := _FORMS.get(part.word)) or (kind := _DOTLESS_FORMS.get(part.word)):
        return kind
    if len(part.word) < _LEAST_OF_KIND:
        return ""
    for whole in _LONGEST_KINDS:
        if whole.startswith(part.word) or _without_dots(whole).startswith(part.word):
            return _FORMS[whole]
    return ""


def _without(parts: tuple[_Part, ...], ignored: tuple[str, ...]) -> Iterator[_Part]:
    """Give the parts without the phrases that are ignored, the longest of which goes first."""
    phrases = sorted((tuple(fold(phrase).split()) for phrase in ignored), key=len, reverse=True)
    at = 0
    while at < len(parts):
        words = tuple(part.written.casefold() for part in parts[at:])
        skipped = next((phrase for phrase in phrases if phrase and words[: len(phrase)] == phrase), None)
        if skipped is None:
            yield parts[at]
        at += len(skipped or (0,))


def _is_hyphened(seen: str, place: tuple[_Part, ...]) -> bool:
    pattern = r"\s*[-–—/]\s*".join(re.escape(part.written) for part in place)
    return re.search(pattern, seen) is not None


def _without_genitive(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


def _without_dots(text: str) -> str:
    return text.translate(_WITHOUT_DOTS)


_DOTLESS_FORMS: Final = {_without_dots(form): kind for form, kind in _FORMS.items()}


# ---- Short forms -----------------------------------------------------------------------------------------------------


def _is_short_for(short: _Name, known: _Name) -> bool:
    """Whether what was written is a short form of a known place: its initials, its parts' beginnings, or some of its parts."""
    if not _are_of_a_sort(short, known):
        return False
    return _are_initials(short.parts, known.parts) or any(
        _are_beginnings(parts, known) for parts in (short.parts, _at_capitals(short.parts))
    )


def _are_of_a_sort(one: _Name, other: _Name) -> bool:
    return not one.kind or not other.kind or _SORT[one.kind] == _SORT[other.kind]


def _are_initials(short: Sequence[_Part], known: Sequence[_Part]) -> bool:
    """``EÅV``, ``E-Å-V`` or ``E.Å.V.``, also with the body's and the word between: ``BUN``, ``VoO``; two letters only in capitals."""
    letters = "".join(part.word for part in short)
    written = "".join(part.written for part in short)
    if len(known) < 2 or not (len(short) == 1 or len(short) == len(letters)):
        return False
    initials = "".join(part.word[0] for part in known)
    if letters == initials:
        return written.isupper() or len(letters) > 2
    body = _BODY.search(known[-1].word)
    ends = ("", body[0].removeprefix("s")[0] if body and body.start() else "")
    return any(
        letters == f"{initials[:-1]}{between}{initials[-1]}{end}" for between in ("", "o") for end in ends
    )


def _are_beginnings(short: Sequence[_Part], known: _Name) -> bool:
    """``Häg-Lil`` for all parts in their order; of a name whose parts are places some of them, written out, are enough."""
    if not short:
        return False
    if len(short) == len(known.parts):
        alone = len(short) == 1
        pairs = zip(short, known.parts, strict=True)
        left_out = [
            found for one, other in pairs if (found := _left_out(one, other, alone=alone)) is not None
        ]
        return len(left_out) == len(short) and (alone or not 0 < sum(left_out) < LEAST_IN_ALL)
    if len(short) > len(known.parts) or not known.hyphened:
        return False
    waiting = iter(known.parts)
    return all(any(_left_out(one, other, alone=True) is not None for other in waiting) for one in short)


def _left_out(short: _Part, known: _Part, *, alone: bool) -> int | None:
    """Give how many letters of a part of a name a word leaves out; None where it is no form of it.

    A word that stands ``alone`` must be all of the part, or say by its full stop that it is not.
    """
    whole = _without_genitive(known.word)
    if short.word in (known.word, whole) or _without_genitive(short.word) == whole:
        return 0
    first, drawn, last = short.word.partition(":")
    if drawn:
        left_out = len(whole) - len(first) - len(last)
        return left_out if left_out > 0 and whole.startswith(first) and whole.endswith(last) else None
    left_out = len(whole) - len(short.word)
    if (alone and not short.cut) or len(short.word) < SHORTEST_BEGINNING or left_out < LEAST_LEFT_OUT:
        return None
    return left_out if whole.startswith(short.word) else None


def _at_capitals(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """Part words at the capitals inside them: ``HägLil``."""
    return tuple(
        _Part(piece, piece.casefold(), part.cut)
        for part in parts
        for piece in _INNER_CAPITAL.split(part.written)
    )
