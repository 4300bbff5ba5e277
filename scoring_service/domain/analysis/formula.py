"""Statements about facts in two values: a fact is among some of its cells, joined by every and some."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Among:
    """The fact is in one of these cells, given as bits; bit n stands for the n-th cell of the fact, of which there are ``width``."""

    fact: str
    cells: int
    width: int


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; so does none at all."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; of none at all, none does."""

    parts: tuple[Formula, ...]


Formula = Among | Every | Some


def opposite(formula: Formula) -> Formula:
    """Give the statement that holds exactly where this one does not."""
    match formula:
        case Among(fact, cells, width):
            return Among(fact, ~cells & ((1 << width) - 1), width)
        case Every(parts):
            return Some(tuple(map(opposite, parts)))
        case Some(parts):
            return Every(tuple(map(opposite, parts)))
