"""Facts that are no independent facts: those read from the grant type, and the bounds of one project year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.formula import Among, Some
from scoring_service.domain.fact import FactType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scoring_service.domain.analysis.formula import Formula
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

    Cells = Mapping[str, tuple[Scalar | None, ...]]

YEARS: Final = ("project_year_at_least", "project_year", "project_year_at_most")
"""Kinds that count the same years: where two of them are stated, the first is never the greater."""


def grant_type_values(fact: FactDeclaration) -> tuple[str, ...] | None:
    """Give the grant types that a fact tells apart where it is read from the application's grant type, else None."""
    if fact.kind == "grant_type_is":
        return tuple(map(str, fact.settings.get("grant_types") or ()))
    if fact.stated_in == "grant_type" and fact.type is FactType.CHOICE:
        return fact.choices
    return None


def year_groups(facts: Iterable[FactDeclaration]) -> list[list[FactDeclaration]]:
    """Put facts that count the same project's years together, every other fact by itself."""
    groups: dict[object, list[FactDeclaration]] = {}
    for fact in facts:
        key = _years_counted(fact) if fact.kind in YEARS else fact.name
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


def year_links(facts: Iterable[FactDeclaration], cells: Cells) -> Iterator[Formula]:
    """Say of each two that count the same years, where both are stated, that the lower bound is not above the upper.

    Their cells are cut at the same numbers.
    """
    for group in year_groups(facts):
        ordered = sorted((fact for fact in group if fact.kind in YEARS), key=lambda fact: _order(fact))
        for place, lower in enumerate(ordered):
            for upper in ordered[place + 1 :]:
                yield from _not_above(lower, upper, cells)


def _not_above(lower: FactDeclaration, upper: FactDeclaration, cells: Cells) -> Iterator[Formula]:
    width = len(cells[lower.name])
    whole, same_kind = (1 << width) - 1, lower.kind == upper.kind
    for number in range(1, width - 1):
        up_to = (1 << number + 1) - 1
        # The lowest bit of either stands for "not stated", which settles nothing.
        yield Some((Among(lower.name, up_to, width), Among(upper.name, whole & ~up_to | 1, width)))
        if same_kind:
            yield Some((Among(upper.name, up_to, width), Among(lower.name, whole & ~up_to | 1, width)))


def _order(fact: FactDeclaration) -> int:
    return YEARS.index(fact.kind or "")


def _years_counted(fact: FactDeclaration) -> tuple[object, ...]:
    given = fact.settings
    return (
        YEARS,
        given.get("grant_type"),
        frozenset(map(str, given.get("sources") or ())),
        given.get("prestudy_counts", True),
    )
