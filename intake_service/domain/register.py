"""What tells one entry of the city's register from another, and what differs between two versions of it.

An entry is known by what it is about: its name or its project, with whose it is, its kind of grant and its funder. All else
that it says can change. A section that is not there is not known; one that is there may be empty.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from prescreen_shared.errors import Fault
from prescreen_shared.shapes.register import SECTIONS

Entry = Mapping[str, Any]
Document = Mapping[str, Any]
"""A register in its public format."""
_TELLING: Final = ("name", "project", "grant_type", "funder", "host_type")


class SectionChange(StrEnum):
    """What became of a section as a whole."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """One entry before and after; ``keys`` are what it now says otherwise."""

    before: dict[str, Any]
    after: dict[str, Any]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """What differs in one section; ``count`` is how many entries it has afterwards."""

    section: str
    change: SectionChange
    count: int
    added: tuple[dict[str, Any], ...]
    changed: tuple[ChangedEntry, ...]
    removed: tuple[dict[str, Any], ...]


def compare_registers(before: Document | None, after: Document | None) -> tuple[SectionDifference, ...]:
    """Give what differs, section by section in the register's order; a section without a difference is left out."""
    found = (
        _compare(section, (before or {}).get(section), (after or {}).get(section)) for section in SECTIONS
    )
    return tuple(each for each in found if each is not None)


def stated_register(document: Document) -> dict[str, Any]:
    """Give a register without the sections, and the keys of entries, that say nothing."""
    return {
        key: [_stated(entry) for entry in value] if key in SECTIONS else value
        for key, value in document.items()
        if value is not None
    }


def register_of_a_round(document: Document) -> dict[str, Any]:
    """Give the register of a round that comes whole: it is all that the city knew, so that a section left out is empty."""
    return {section: [] for section in SECTIONS} | stated_register(document)


def count_entries(document: Document | None) -> dict[str, int | None]:
    """Count the entries of each section; None is a section that the register does not have."""
    sections = ((section, (document or {}).get(section)) for section in SECTIONS)
    return {section: None if entries is None else len(entries) for section, entries in sections}


def check_register(document: Document) -> Iterator[Fault]:
    """Find what makes a register ambiguous: an entry that stands twice, and years or a span of years out of order."""
    for section in SECTIONS:
        entries = document.get(section) or []
        first: dict[tuple[Any, ...], int] = {}
        for position, entry in enumerate(entries):
            key = (*_key(entry), tuple(entry.get("years") or ()), entry.get("status"))
            if key in first:
                values = {"name": name_of(entry), "first": first[key] + 1}
                yield Fault("entry_twice", f"{section}.{position}", values)
            first.setdefault(key, position)
            years = entry.get("years") or []
            twice = sorted(year for year, times in Counter(years).items() if times > 1)
            if twice:
                yield Fault("year_twice", f"{section}.{position}.years", {"year": str(twice[0])})


def name_of(entry: Entry) -> str:
    """Give the name under which an entry is shown."""
    return str(entry.get("name") or entry.get("project") or "")


def _compare(
    section: str, before: Sequence[Entry] | None, after: Sequence[Entry] | None
) -> SectionDifference | None:
    change = SectionChange.KEPT
    if (before is None) is not (after is None):
        change = SectionChange.ADDED if before is None else SectionChange.REMOVED
    old, new = list(map(_stated, before or ())), list(map(_stated, after or ()))
    _take_equal(old, new)
    changed = list(_pair(old, new))
    if change is SectionChange.KEPT and not (old or new or changed):
        return None
    return SectionDifference(section, change, len(after or ()), tuple(new), tuple(changed), tuple(old))


def _take_equal(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    """Take away what stands in both."""
    for entry in list(new):
        if entry in old:
            old.remove(entry)
            new.remove(entry)


def _pair(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[ChangedEntry]:
    """Take the entries about the same thing out of both, and give them in pairs."""
    for entry in list(new):
        before = next((each for each in old if _key(each) == _key(entry)), None)
        if before is not None:
            old.remove(before)
            new.remove(entry)
            keys = (key for key in {**before, **entry} if before.get(key) != entry.get(key))
            yield ChangedEntry(before, entry, tuple(keys))


def _key(entry: Entry) -> tuple[Any, ...]:
    whose = tuple(sorted(entry.get("administrations") or ()))
    return (*(entry.get(name) for name in _TELLING), whose)


def _stated(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}
