"""A name that the city knows, in the variants under which an applicant may write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.stem import stem

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
    bare = unicodedata.normalize("NFC", " ".join(_IN_PARENTHESES.sub(" ", name).split()))
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


def _is_acronym(part: str) -> bool:
    return len(part) >= SHORTEST_ALIAS and part.isalnum() and part.isupper()


def _drop_leading(text: str, ignored: tuple[str, ...]) -> str:
    folded = fold(text)
    for lead in sorted((fold(word) for word in ignored), key=len, reverse=True):
        if folded.startswith(f"{lead} ") and len(folded) > len(lead) + 1:
            return text.split(maxsplit=len(lead.split()))[-1]
    return text
