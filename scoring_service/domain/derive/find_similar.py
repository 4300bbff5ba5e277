"""Find the applications of a call that ask for the same thing, compared only where they share grant type and administration."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from scoring_service.domain.derive.alike_titles import alike_titles
from scoring_service.domain.derive.same_trip import same_trip
from scoring_service.domain.wording.find_name import numbers_differ

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.derive.light_entry import LightEntry

    Block = list["LightEntry"]
    Pair = tuple["LightEntry", "LightEntry"]

LEAST_TEXT = 80
"""Shorter descriptions say too little to make two applications one by themselves."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two applications must be, each from 0 to 100.

    ``title`` and ``text`` are needed together; ``same_place`` is enough, of title or text, for two visits to the same host.
    ``common`` are stems of words that tell no visit from another.
    """

    title: int = 90
    text: int = 85
    same_place: int = 75
    common: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Similar:
    """The applications alike to each application, by id, and the groups that they form."""

    partners: dict[str, list[LightEntry]]
    groups: list[list[LightEntry]]


def find_similar(entries: Iterable[LightEntry], likeness: Likeness) -> Similar:
    """Give who is alike whom; the answer does not depend on the order of the entries."""
    identical = _group_identical(entries)
    firsts = [group[0] for group in identical]
    members = {group[0].application_id: group for group in identical}
    neighbours: dict[str, dict[str, LightEntry]] = defaultdict(dict)
    for one, other in _alike(firsts, likeness):
        neighbours[one.application_id][other.application_id] = other
        neighbours[other.application_id][one.application_id] = one
    partners: dict[str, list[LightEntry]] = {}
    for first in firsts:
        near = [first, *neighbours[first.application_id].values()]
        alike = sorted((entry for each in near for entry in members[each.application_id]), key=_order)
        if len(alike) > 1:
            partners.update((entry.application_id, alike) for entry in members[first.application_id])
    return Similar(partners, _groups(partners))


def _order(entry: LightEntry) -> tuple[tuple[tuple[int, str], ...], str]:
    return entry.order, entry.application_id


def _group_identical(entries: Iterable[LightEntry]) -> list[Block]:
    groups: dict[tuple[object, ...], Block] = defaultdict(list)
    for entry in sorted(entries, key=_order):
        groups[(entry.grant_type, entry.administrations, entry.title, entry.opening, entry.place)].append(
            entry
        )
    return list(groups.values())


def _alike(entries: Block, likeness: Likeness) -> Iterator[Pair]:
    yield from _same_joint_trip(entries, likeness.common)
    blocks: dict[tuple[str, str], Block] = defaultdict(list)
    for entry in entries:
        for administration in entry.administrations:
            blocks[entry.grant_type, administration].append(entry)
    for block in blocks.values():
        yield from _alike_by_title(block, likeness)
        yield from _same_text(block)
        yield from _same_place(block, likeness)


def _alike_by_title(block: Block, likeness: Likeness) -> Iterator[Pair]:
    by_title: dict[str, Block] = defaultdict(list)
    for entry in block:
        by_title[entry.title].append(entry)
    for same in by_title.values():
        for index, entry in enumerate(same):
            yield from ((entry, other) for other in _texts_alike(entry, same[index + 1 :], likeness.text))
    for one, other in alike_titles(sorted(by_title), likeness.title):
        for entry in by_title[one]:
            yield from ((entry, near) for near in _texts_alike(entry, by_title[other], likeness.text))


def _texts_alike(entry: LightEntry, others: Block, least: int) -> Block:
    """Give those whose description begins alike; where one of the two has none, nothing tells them apart."""
    if not entry.opening:
        return others
    openings = [other.opening for other in others]
    found = process.extract(entry.opening, openings, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return [others[place] for _, _, place in found] + [other for other in others if not other.opening]


def _same_text(block: Block) -> Iterator[Pair]:
    by_text: dict[str, Block] = defaultdict(list)
    for entry in block:
        if len(entry.opening) >= LEAST_TEXT:
            by_text[entry.opening].append(entry)
    for same in by_text.values():
        yield from ((same[0], other) for other in same[1:])


def _same_place(block: Block, likeness: Likeness) -> Iterator[Pair]:
    by_place: dict[tuple[str, str], Block] = defaultdict(list)
    for entry in block:
        if entry.place is not None and entry.place[1]:
            by_place[entry.place].append(entry)
    for same in by_place.values():
        for index, entry in enumerate(same):
            yield from ((entry, other) for other in same[index + 1 :] if _same_visit(entry, other, likeness))


def _same_joint_trip(entries: Block, common: frozenset[str]) -> Iterator[Pair]:
    """Give the visits of the same two or more administrations to one town that speak of the same matter."""
    by_trip: dict[tuple[object, ...], Block] = defaultdict(list)
    for entry in entries:
        if entry.place is not None and len(entry.administrations) > 1:
            by_trip[entry.grant_type, entry.administrations, entry.place[0]].append(entry)
    for (_, _, destination), same in by_trip.items():
        told = [f"{entry.title} {entry.opening}" for entry in same]
        for index, entry in enumerate(same):
            for other in range(index + 1, len(same)):
                if same_trip(told[index], told[other], str(destination), common):
                    yield entry, same[other]


def _same_visit(one: LightEntry, other: LightEntry, likeness: Likeness) -> bool:
    if fuzz.ratio(one.title, other.title, score_cutoff=likeness.same_place) > 0:
        return not numbers_differ(one.title, other.title)
    return bool(one.opening and other.opening and _texts_alike(one, [other], likeness.same_place))


def _groups(partners: dict[str, Block]) -> list[Block]:
    """Join all that are linked, directly or by others, into groups."""
    seen: set[int] = set()
    placed: set[str] = set()
    groups = []
    for alike in sorted(partners.values(), key=lambda block: _order(block[0])):
        group = _reach(alike, partners, seen)
        fresh = [entry for entry in group if entry.application_id not in placed]
        placed.update(entry.application_id for entry in fresh)
        if fresh:
            groups.append(sorted(fresh, key=_order))
    return groups


def _reach(start: Block, partners: dict[str, Block], seen: set[int]) -> Block:
    """Give all that can be reached from a list of partners, following each list once."""
    reached: dict[str, LightEntry] = {}
    waiting = [start]
    while waiting:
        alike = waiting.pop()
        if id(alike) in seen:
            continue
        seen.add(id(alike))
        reached.update((entry.application_id, entry) for entry in alike)
        waiting.extend(near for entry in alike if id(near := partners[entry.application_id]) not in seen)
    return list(reached.values())
