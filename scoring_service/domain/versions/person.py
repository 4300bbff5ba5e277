"""Who does something with a version: a name, and when two names are the same person's."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from scoring_service.domain.versions.errors import NobodyNamedError, SamePersonError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME: Final = 200
SUPPLIER: Final = "prescreen"
"""Who has written the versions that come with the product; no person may act by this name."""

SUPPLIER_APPROVES: Final = "leverantör/supplier"

_BLANK_LETTERS: Final = "\u034f\u115f\u1160\u2800"
"""Letters that show nothing though Unicode calls them none of format; NFKC makes the other fillers of these."""


def named(by: str) -> str:
    """Give the name of whoever makes a change, without needless blanks.

    Raises:
        NobodyNamedError: it is empty, too long to be a name, or the product's own.
    """
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or _key(name) in (SUPPLIER, SUPPLIER_APPROVES):
        raise NobodyNamedError()
    return name


def require_another_person(by: str, writers: Iterable[str]) -> None:
    """See to four eyes.

    Raises:
        SamePersonError: ``by`` has written what is to be approved.
    """
    for writer in writers:
        if _key(writer) == _key(by):
            raise SamePersonError(by, writer)


def _key(name: str) -> str:
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if not _is_invisible(letter))
    return " ".join(seen.casefold().split())


def _is_invisible(letter: str) -> bool:
    # A name with such a letter in it looks like the name without it.
    return (
        unicodedata.category(letter) == "Cf"
        or letter in _BLANK_LETTERS
        or "VARIATION SELECTOR" in unicodedata.name(letter, "")
    )
