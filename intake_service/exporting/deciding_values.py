"""The values behind a finding, each with a name that a reader understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from intake_service.exporting.labels import fact_label, word_label
from shared.texts import say
from shared.texts.formats import format_number, format_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.texts import Language

_GROUPED_FROM: Final = 10_000
"""Integers from here on are amounts, not years or counts, and easier to read in groups of three."""


class DecidingValue(NamedTuple):
    """A value's name and how it is written."""

    name: str
    value: str


def deciding_values(facts: Mapping[str, Any], language: Language) -> tuple[DecidingValue, ...]:
    """Give the values in the order of their names; a detail that holds nothing (``x.years`` of no years) is left out."""
    return tuple(
        DecidingValue(fact_label(name, language), _written(facts[name], language))
        for name in sorted(facts)
        if not ("." in name and facts[name] in (None, [], ""))
    )


def _written(value: Any, language: Language) -> str:
    if value is None:
        return say("proposal.not-stated", language)
    if value == []:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED_FROM:
        return format_number(value)
    return word_label(value, language) if isinstance(value, str) else format_value(value, language)
