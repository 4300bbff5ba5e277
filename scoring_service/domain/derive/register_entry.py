"""Which entries of the register concern the year that the money is for, and which years they show."""

from __future__ import annotations

from typing import Any

SECTIONS = (
    "earlier_grants",
    "central_studies",
    "city_programmes",
    "city_standards",
    "other_funding",
    "local_services",
    "reports",
)
ANY_YEAR, GRANT_YEAR, BEFORE_GRANT_YEAR = "any", "grant_year", "before_grant_year"


def years_of(entry: dict[str, Any]) -> list[int]:
    """Give the years of an entry, in order."""
    return sorted(year for year in entry.get("years") or () if isinstance(year, int))


def in_years(entry: dict[str, Any], grant_year: int | None, wanted: str) -> bool:
    """Whether an entry falls in the wanted years; an entry without years, or a call without a grant year, always does."""
    years = years_of(entry)
    if wanted == ANY_YEAR or grant_year is None or not years:
        return True
    return grant_year in years if wanted == GRANT_YEAR else years[0] < grant_year


def is_ongoing(entry: dict[str, Any], grant_year: int | None) -> bool:
    """Whether a programme runs in the grant year; it has no end where none is written."""
    start, end = entry.get("ongoing_from"), entry.get("ongoing_to")
    if grant_year is None:
        return True
    if start is None and end is None and years_of(entry):
        return grant_year in years_of(entry)
    return (start is None or start <= grant_year) and (end is None or grant_year <= end)
