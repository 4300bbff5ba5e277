"""An applicant's text cut into pieces, so that the words a finding rests on can be marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Piece(NamedTuple):
    """A run of text, and whether a finding quotes it."""

    text: str
    is_quoted: bool


def highlight(text: str, quotes: Iterable[str]) -> tuple[Piece, ...]:
    """Cut ``text`` where a quote begins and ends; joined, the pieces are the text again.

    Differences in white space do not matter; a quote that is not found marks nothing.
    """
    return tuple(_pieces(text, _merged(span for quote in quotes for span in _spans(text, quote))))


def _spans(text: str, quote: str) -> Iterator[tuple[int, int]]:
    words = quote.strip().strip("…").split()
    if not words:
        return
    for match in re.finditer(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE):
        yield match.span()


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    position = 0
    for start, end in spans:
        if start > position:
            yield Piece(text[position:start], is_quoted=False)
        yield Piece(text[start:end], is_quoted=True)
        position = end
    if position < len(text):
        yield Piece(text[position:], is_quoted=False)
