"""Find the applications of a call that ask for the same thing, compared only where they share grant type and administration.

They are alike by title, by text, or as visits to the same town that are one trip told in different words; titles are
compared only where they share a rare word, so that a call of thousands takes seconds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from rapidfuzz import fuzz, process

from prescreen_shared.clock import Arrival
from prescreen_shared.prose import cut_sentences
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Evidence
from prescreen_shared.written import ReferenceKey, reference_key
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import (
    Alike,
    KindDeclaration,
    Known,
    Percent,
    StatedValueError,
    Texts,
    read_text,
)
from scoring_service.domain.derive.same_matter import alike_by_matter
from scoring_service.domain.rule_set import FactDeclaration, RuleSet
from scoring_service.domain.wording.names import FILLERS, numbers_differ
from scoring_service.domain.wording.passage import fold, stem

KIND = "similar_application"
_WORD: Final = re.compile(r"\w+(?:-\w+)*")
_BY_ORDER = attrgetter("order")
_FILLERS: Final = frozenset(map(stem, FILLERS))
_SETTINGS = {
    "title_likeness": "title",
    "text_likeness": "text",
    "same_place_likeness": "same_place",
    "matter_likeness": "matter",
}
Block = list["LightEntry"]
Pair = tuple["LightEntry", "LightEntry"]
LEAST_TEXT = 80
"""Shorter descriptions say too little to make two applications one by themselves."""
SHORT_TITLE = 3
"""A title of so few words may share no whole word with its like, so it is also looked up by its first and last letters."""
EDGE = 5
LONGEST_TITLE = 300
LONGEST_NAME = 120
"""A title is cut to so many characters where it names an application in the sentence of another."""
MOST_WORDS = 5
"""So many words that two texts share are shown."""
OPENING = 240
"""So many folded characters of a description are compared: enough to tell two applications apart."""
SHORTEST_WORD = 4
LEAST_SHARED = 3
"""So many words that carry the matter must be shared."""
LEAST_SHARE = 60
"""And so many of each hundred of the shorter telling's words."""


def likeness_of(rule_set: RuleSet) -> Likeness:
    """Give how alike two applications must be under a rule set, by its first declaration of this kind."""
    declared = next((fact for fact in rule_set.facts.values() if fact.kind == KIND), None)
    given = declared.settings if declared else {}
    common = frozenset(stem(word) for text in given.get("common_words") or () for word in fold(text).split())
    numbers = {name: given[setting] for setting, name in _SETTINGS.items() if setting in given}
    return Likeness(**numbers, common=common)


@dataclass(frozen=True, slots=True)
class LightEntry:
    """One application without its texts; ``administrations`` are keys, ``place`` is where a study visit goes and to whom, the latter empty where it is not stated."""

    application_id: str
    reference: str
    grant_type: str
    administrations: tuple[str, ...]
    title: str
    opening: str
    place: tuple[str, str] | None
    requested_amount: int | None
    arrival_known: bool
    unknown_applicants: tuple[str, ...]
    is_late: bool = False
    written_title: str = ""
    """The title as it is written, cut to what a sentence can name."""
    told: str = ""
    """The title and the beginning of the description, folded, to see whether two tell of one matter."""

    @property
    def named(self) -> str:
        """Its reference and title, as a sentence names it."""
        return f"{self.reference} (”{self.written_title}”)" if self.written_title else self.reference

    @property
    def order(self) -> tuple[ReferenceKey, str]:
        """What applications are sorted by, whatever order they came in: T2-9 before T2-16."""
        return reference_key(self.reference), self.application_id


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
        alike = sorted((entry for each in near for entry in members[each.application_id]), key=_BY_ORDER)
        if len(alike) > 1:
            partners.update((entry.application_id, alike) for entry in members[first.application_id])
    return Similar(partners, _groups(partners))


def alike_titles(titles: Sequence[str], least: int) -> Iterator[tuple[str, str]]:
    """Give each pair of different titles at least so alike, once; titles with different numbers are not.

    Nearly equal titles share at least half of their words, so they share one of the rarer half of each: only
    titles with such a word in common are compared.

    Args:
        titles: Folded titles, each once.
        least: From 0 to 100.
    """
    frequency = Counter(word for title in titles for word in set(title.split()))
    by_key: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        for key in _keys(title, frequency):
            by_key[key].append(title)
    seen: set[tuple[str, str]] = set()
    for near in by_key.values():
        for index, title in enumerate(near):
            later = near[index + 1 :]
            for other, _, _ in process.extract(
                title, later, scorer=fuzz.ratio, score_cutoff=least, limit=None
            ):
                if (title, other) not in seen and not numbers_differ(title, other):
                    seen.add((title, other))
                    yield title, other


def light_entry(
    application: Application,
    identify: Callable[[str], str],
    unknown_applicants: tuple[str, ...],
    *,
    is_late: bool = False,
) -> LightEntry:
    """Keep the little of an application that comparing needs.

    A value of a wrong type is taken as not stated here: it is a fault of that one application when its own facts are
    derived, and must not keep the others from being compared.
    """
    amount = application.requested_amount
    title = (_text_of(application, "title") or "")[:LONGEST_TITLE]
    text = _text_of(application, "description", 2 * OPENING) or ""
    return LightEntry(
        application_id=application.application_id,
        reference=application.reference,
        grant_type=application.grant_type,
        administrations=tuple(sorted({identify(name) for name in application.applicants})),
        title=title,
        opening=text[:OPENING],
        place=_place(application),
        requested_amount=amount if isinstance(amount, int) and not isinstance(amount, bool) else None,
        arrival_known=application.arrival != Arrival(),
        unknown_applicants=unknown_applicants,
        is_late=is_late,
        written_title=_written_title(application),
        told=f"{title} {text}",
    )


def alike_in(group: Sequence[LightEntry], likeness: Likeness) -> Alike:
    """Say what all applications of a group have in common; stems of words are those that carry the matter."""
    first = group[0]
    matter = [_matter(f"{entry.title} {entry.opening}") - likeness.common - _FILLERS for entry in group]
    return Alike(
        title=bool(first.title) and all(entry.title == first.title for entry in group),
        applicants=bool(first.administrations)
        and all(entry.administrations == first.administrations for entry in group),
        amount=first.requested_amount is not None
        and all(entry.requested_amount == first.requested_amount for entry in group),
        opening=bool(first.opening) and all(entry.opening == first.opening for entry in group),
        words=tuple(sorted(frozenset.intersection(*matter))),
    )


@lru_cache(maxsize=4096)
def _matter(text: str) -> frozenset[str]:
    stems = (stem(word) for word in _one_spelling(text).split() if len(word) >= SHORTEST_WORD)
    return frozenset(stems)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two applications must be, each from 0 to 100.

    ``title`` and ``text`` are needed together; ``same_place`` is enough, of title or text, for two visits to the same host.
    ``common`` are stems of words that tell no visit from another. By ``matter`` those are found that tell it in other words;
    None where they are not looked for.
    """

    title: int = 90
    text: int = 85
    same_place: int = 75
    common: frozenset[str] = frozenset()
    matter: int | None = None


def _group_identical(entries: Iterable[LightEntry]) -> list[Block]:
    groups: dict[tuple[object, ...], Block] = defaultdict(list)
    for entry in sorted(entries, key=_BY_ORDER):
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
    if likeness.matter is not None:
        by_id = {entry.application_id: entry for entry in entries}
        told = {key: entry.told for key, entry in by_id.items()}
        ids = ([entry.application_id for entry in block] for block in blocks.values())
        for one, other in alike_by_matter(told, ids, likeness.matter):
            yield by_id[one], by_id[other]


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
                if _same_trip(told[index], told[other], str(destination), common):
                    yield entry, same[other]


def _same_trip(one: str, other: str, destination: str, common: frozenset[str]) -> bool:
    """Compare the folded titles and openings of two visits to the same destination, written together.

    Args:
        one: What the first visit says.
        other: What the second says.
        destination: Where both go, folded.
        common: Stems of what is said of every visit and tells none from another.
    """
    told_by_none = common.union(map(stem, destination.split()))
    first, second = _matter(one) - told_by_none, _matter(other) - told_by_none
    shared = len(first & second)
    return shared >= LEAST_SHARED and 100 * shared >= LEAST_SHARE * min(len(first), len(second))


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


def _same_visit(one: LightEntry, other: LightEntry, likeness: Likeness) -> bool:
    if fuzz.ratio(one.title, other.title, score_cutoff=likeness.same_place) > 0:
        return not numbers_differ(one.title, other.title)
    return bool(one.opening and other.opening and _texts_alike(one, [other], likeness.same_place))


def _groups(partners: dict[str, Block]) -> list[Block]:
    """Join all that are linked, directly or by others, into groups."""
    seen: set[int] = set()
    placed: set[str] = set()
    groups = []
    for alike in sorted(partners.values(), key=lambda block: block[0].order):
        group = _reach(alike, partners, seen)
        fresh = [entry for entry in group if entry.application_id not in placed]
        placed.update(entry.application_id for entry in fresh)
        if fresh:
            groups.append(sorted(fresh, key=_BY_ORDER))
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


def _keys(title: str, frequency: Counter[str]) -> set[str]:
    words = sorted(set(title.split()), key=lambda word: (frequency[word], word))
    keys = set(words[: len(words) // 2 + 1])
    if len(words) <= SHORT_TITLE:
        joined = title.replace(" ", "")
        keys |= {f"{joined[:EDGE]}…", f"…{joined[-EDGE:]}"}
    return keys


def _text_of(application: Application, path: str, longest: int | None = None) -> str | None:
    try:
        text = read_text(application, path)
    except StatedValueError:
        return None
    return None if text is None else fold(text[:longest])


def _written_title(application: Application) -> str:
    title = application.title if isinstance(application.title, str) else ""
    text = " ".join(title.split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _place(application: Application) -> tuple[str, str] | None:
    destinations, host = (_text_of(application, f"answers.{key}") for key in ("destinations", "host_type"))
    return (_one_spelling(" ".join(sorted(destinations.split()))), host or "") if destinations else None


def _one_spelling(destination: str) -> str:
    """Give a folded destination in one spelling: ``aarhus`` is ``århus``."""
    return destination.replace("aa", "å")


def _has_similar(_: FactDeclaration, known: Known) -> Fact:
    context, title = known.context, known.application.title
    evidence: tuple[Evidence, ...] = (Evidence("title", title),) if context.similar and title else ()
    details: dict[str, Any] = {"references": list(context.similar), "count": context.similar_count}
    if context.alike is not None:
        told = _told_alike(context.alike, known.application)
        evidence += tuple(Evidence("description", quote) for quote in told.pop("quotes"))
        details |= told
    return Fact(bool(context.similar), evidence, details=details)


def _told_alike(alike: Alike, application: Application) -> dict[str, Any]:
    """Tell what is alike, and quote it as this application writes it: its first sentence, else the words that all share."""
    text = (application.description if isinstance(application.description, str) else "") or ""
    title = application.title if isinstance(application.title, str) else ""
    told = {"same_title": alike.title, "same_applicants": alike.applicants, "same_amount": alike.amount}
    if alike.opening:
        first = next((sentence.written for sentence in cut_sentences(text)), text)
        return {**told, "opening": first, "words": [], "quotes": [first]}
    written = dict.fromkeys(_WORD.findall(f"{title} {text[: 2 * OPENING]}"))
    shared = [word for word in written if stem(_one_spelling(fold(word))) in alike.words]
    once = {stem(_one_spelling(fold(word))): word for word in reversed(shared)}
    words = [word for word in shared if word in once.values()][:MOST_WORDS]
    return {**told, "opening": None, "words": words, "quotes": []}


@dataclass(frozen=True, kw_only=True)
class Similarity:
    """How alike two applications must be, in percent, and the words that say nothing."""

    title_likeness: Percent | None = None
    text_likeness: Percent | None = None
    same_place_likeness: Percent | None = None
    matter_likeness: Percent | None = None
    common_words: Texts | None = None


SIMILAR_APPLICATION = KindDeclaration(
    KIND,
    frozenset((FactType.BOOLEAN,)),
    _has_similar,
    Similarity,
    needs_call=True,
    details=frozenset(
        ("references", "count", "same_title", "same_applicants", "same_amount", "opening", "words")
    ),
)
