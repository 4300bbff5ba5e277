"""Administrations recognised under the names that people write: variants of spelling, short forms, old and new names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from scoring_service.domain.wording.passage import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_LIKENESS = 91.0
"""Below this two names are two administrations: a slip of one letter in a long name stays above it."""
_KIND = re.compile(
    r"\b(stadsdelsforvaltning|stadsdelsnamnd|stadsdelsomrade|stadsdel|sdf|sdn)(en|s|ens|et)?\b"
)
_WITHOUT_DOTS = str.maketrans("åäö", "aao")


@lru_cache(maxsize=4096)
def administration_key(name: str, ignored: tuple[str, ...] = ()) -> str:
    """Give what identifies an administration: its place or short name without case, dots, hyphens, kind and genitive.

    ``Enskede–Årsta–Vantör sdf`` and ``Enskede-Årsta-Vantörs stadsdelsförvaltning`` give ``enskede arsta vantor``.

    Args:
        name: The name as written.
        ignored: Phrases that tell no administration from another, as the name of their city; the longest goes first.
    """
    folded = fold(name).translate(_WITHOUT_DOTS)
    bare = " ".join(_without(_KIND.sub(" ", folded), ignored).split()) or folded
    bare = bare.removesuffix("en") if bare.endswith("forvaltningen") else bare
    return bare[:-1] if bare.endswith("s") and not bare.endswith("ss") else bare


def _without(folded: str, ignored: tuple[str, ...]) -> str:
    text = f" {' '.join(folded.split())} "
    for phrase in sorted((fold(each).translate(_WITHOUT_DOTS) for each in ignored), key=len, reverse=True):
        text = text.replace(f" {phrase} ", " ")
    return text


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
    """The administrations that are known, to recognise what is written; ``ignored`` are phrases that tell none from another."""

    known: tuple[KnownAdministration, ...]
    ignored: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str]) -> AdministrationNames:
        """Know a list of names without dates."""
        return cls(tuple(KnownAdministration(name) for name in names))

    def key(self, name: str) -> str:
        """Give what identifies a name, known or not."""
        return administration_key(name, self.ignored)

    def recognise(self, written: str) -> KnownAdministration | None:
        """Give the administration that a name stands for, or None."""
        key = self.key(written)
        if key in self._by_key:
            return self._by_key[key]
        found = process.extractOne(key, list(self._by_key), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
        return None if found is None else self._by_key[found[0]]

    def identify(self, written: str) -> str:
        """Give the key of the administration that a name stands for, the name's own key when it is not known."""
        found = self.recognise(written)
        return self.key(found.name if found else written)

    def with_forerunners(self, written: Iterable[str]) -> frozenset[str]:
        """Give the keys of administrations and of those that they replaced, to find what was granted before a merger."""
        keys = set()
        for name in written:
            found = self.recognise(name)
            keys.add(self.key(found.name if found else name))
            keys.update(self.key(old) for old in (found.replaces if found else ()))
        return frozenset(keys)

    @cached_property
    def _by_key(self) -> dict[str, KnownAdministration]:
        keys: dict[str, KnownAdministration] = {}
        for administration in self.known:
            for name in (administration.name, *administration.aliases):
                keys.setdefault(self.key(name), administration)
        return keys
