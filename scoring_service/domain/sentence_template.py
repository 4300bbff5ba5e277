"""The placeholders of a sentence: ``{fact}``, ``{fact.detail}``, ``{fact:ordinal}``, and ``{{`` for a plain brace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACEHOLDER = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?::([a-z]+))?")


class Format(StrEnum):
    """How a value is written when its type does not say it well."""

    ORDINAL = "ordinal"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    QUOTE = "quote"


class SentenceError(ValueError):
    """The sentence has a brace or a placeholder that means nothing; ``part`` is the piece at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place for the value of a fact, a constant, or a detail of a fact."""

    name: str
    detail: str | None
    format: Format | None

    @property
    def key(self) -> str:
        """The name under which the finding's facts hold the value."""
        return self.name if self.detail is None else f"{self.name}.{self.detail}"


@lru_cache(maxsize=4096)
def parse_sentence(text: str) -> tuple[str | Placeholder, ...]:
    """Split a sentence into plain text and placeholders. Raises SentenceError."""
    pieces: list[str | Placeholder] = []
    end = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[end : found.start()])
        pieces.append(_piece(found))
        end = found.end()
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece != "")


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Give the placeholders of a sentence in order. Raises SentenceError."""
    return tuple(piece for piece in parse_sentence(text) if isinstance(piece, Placeholder))


def _piece(found: re.Match[str]) -> str | Placeholder:
    whole = found.group(0)
    if whole in ("{{", "}}"):
        return whole[0]
    inner = _PLACEHOLDER.fullmatch(found.group(1) or "")
    if inner is None:
        raise SentenceError(whole)
    name, detail, written = inner.groups()
    if written is not None and written not in list(Format):
        raise SentenceError(whole)
    return Placeholder(name, detail, None if written is None else Format(written))
