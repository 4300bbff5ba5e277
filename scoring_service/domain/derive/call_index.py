"""One pass over a frozen call, after which each application can be told what the others mean for it.

Each administration's applications are counted, as applicant and as co-applicant, against its quotas and its own ranking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from prescreen_shared.shapes.application import Application
from scoring_service.domain.derive.administrations import known_administrations, unknown_applicants
from scoring_service.domain.derive.kind import CallContext, Standing
from scoring_service.domain.derive.plain_facts import came_late
from scoring_service.domain.derive.similar import (
    LightEntry,
    Similar,
    alike_in,
    find_similar,
    light_entry,
    likeness_of,
)
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.wording.names import AdministrationNames

MOST_SIMILAR = 20
"""So many similar applications are named for one; the rest are only counted."""
Bounds = tuple[str, str | None]
"""An administration's key and the grant type, None for all grant types together."""


class CallIndex:
    """Take every application of a call with ``add``, then give the context of each with ``context_of``.

    Nothing that it gives depends on the order in which the applications came. It keeps about 2 kB an application.
    """

    def __init__(self, rule_set: RuleSet, call: CallFacts) -> None:
        self.call = call
        self.names = known_administrations(rule_set, call)
        self._likeness = likeness_of(rule_set)
        self._entries: dict[str, LightEntry] = {}
        self._written: dict[str, set[str]] = {}

    def add(self, application: Application) -> None:
        """Take one application; a second time the same id replaces the first."""
        unknown = tuple(unknown_applicants(application.applicants, self.names, self.call))
        is_late = came_late(application, self.call)
        entry = light_entry(application, self.names.identify, unknown, is_late=is_late)
        self._entries[application.application_id] = entry
        for name in application.applicants:
            self._written.setdefault(self.names.identify(name), set()).add(name)
        for computed in (
            "entries",
            "standings",
            "standings_in_time",
            "has_late",
            "similar",
            "arrivals_recorded",
        ):
            self.__dict__.pop(computed, None)

    @cached_property
    def entries(self) -> list[LightEntry]:
        """All applications in the order of their references."""
        return sorted(self._entries.values(), key=lambda entry: entry.order)

    @cached_property
    def standings(self) -> Standings:
        """The administrations' counts, quotas and rankings."""
        shown = {key: self._shown(written) for key, written in self._written.items()}
        return _count_standings(self.entries, self.call, self.names, shown)

    @cached_property
    def has_late(self) -> bool:
        """Whether any application came after the period."""
        return any(entry.is_late for entry in self.entries)

    @cached_property
    def standings_in_time(self) -> Standings:
        """The same without those that came after the period: they take no place from those that came in time."""
        if not self.has_late:
            return self.standings
        shown = {key: self._shown(written) for key, written in self._written.items()}
        in_time = [entry for entry in self.entries if not entry.is_late]
        return _count_standings(in_time, self.call, self.names, shown)

    @cached_property
    def similar(self) -> Similar:
        """The applications that ask for the same thing."""
        return find_similar(self.entries, self._likeness)

    @cached_property
    def arrivals_recorded(self) -> bool:
        """Whether at least half of the applications have a time of arrival, so that a missing one is a gap."""
        return 2 * sum(entry.arrival_known for entry in self.entries) >= len(self.entries) > 0

    def context_of(self, application_id: str) -> CallContext:
        """Give what the call means for one of its applications.

        Raises:
            KeyError: the application was never added.
        """
        entry = self._entries[application_id]
        partners = self.similar.partners.get(application_id, [])
        if not entry.is_late and self.has_late:
            partners = [other for other in partners if not other.is_late]
        others = [
            other.reference
            for other in partners[: MOST_SIMILAR + 1]
            if other.application_id != application_id
        ]
        standings = self.standings if entry.is_late else self.standings_in_time
        alike = alike_in([entry, *partners[: MOST_SIMILAR + 1]], self._likeness) if others else None
        return CallContext(
            standings=standings.of(entry),
            similar=tuple(others[:MOST_SIMILAR]),
            similar_count=max(0, len(partners) - 1),
            arrivals_recorded=self.arrivals_recorded,
            alike=alike,
        )

    def _shown(self, written: set[str]) -> str:
        """Give the known name of an administration, else the first of those written, whatever order they came in."""
        found = self.names.recognise(min(written))
        return found.name if found else min(written)


@dataclass(frozen=True, slots=True)
class Standings:
    """All counts of a call; ``rankings`` holds the places, from 1, of the references that are really the administration's own."""

    counts: Counter[Bounds]
    ranked: Counter[Bounds]
    rankings: dict[str, dict[str, int]]
    strangers: dict[str, tuple[str, ...]]
    """Ranked references that are not the administration's own, under its key."""
    call: CallFacts
    names: dict[str, str]
    own: dict[str, dict[str, LightEntry]]
    """Under each administration's key its own applications, by reference."""

    def of(self, entry: LightEntry) -> tuple[Standing, ...]:
        """Give the standings that concern one application: of each administration, in all and of its grant type."""
        return tuple(
            self.standing(administration, grant_type, entry.reference)
            for administration in entry.administrations
            for grant_type in (None, entry.grant_type)
            if grant_type is None or self._quota(grant_type) is not None
        )

    def everywhere(self) -> Iterable[Standing]:
        """Give the standing of every administration within every quota of the call."""
        for administration, grant_type in sorted(
            self.counts, key=lambda bounds: (bounds[0], bounds[1] or "")
        ):
            if grant_type is None or self._quota(grant_type) is not None:
                yield self.standing(administration, grant_type, "")

    def standing(self, administration: str, grant_type: str | None, reference: str) -> Standing:
        """Give one administration's standing within one quota, as it concerns one application."""
        ranking = self.rankings.get(administration, {})
        return Standing(
            administration=self.names[administration],
            grant_type=grant_type,
            applications=self.counts[administration, grant_type],
            quota=self._quota(grant_type),
            ranks=self.ranked[administration, grant_type] > 0,
            ranked=self.ranked[administration, grant_type],
            in_ranking=reference in ranking,
            rank=ranking.get(reference),
            considered=(self._considered(administration, grant_type) if reference not in ranking else ())
            or None,
        )

    def _considered(self, administration: str, grant_type: str | None) -> tuple[str, ...]:
        """Name those that an administration ranks within its quota, in its order."""
        ranking, own = self.rankings.get(administration, {}), self.own.get(administration, {})
        ranked = sorted((reference for reference in ranking), key=lambda reference: ranking[reference])
        of_type = [
            own[reference]
            for reference in ranked
            if own[reference].grant_type == (grant_type or own[reference].grant_type)
        ]
        return tuple(entry.named for entry in of_type[: self._quota(grant_type)])

    def _quota(self, grant_type: str | None) -> int | None:
        if grant_type is None:
            return self.call.max_applications_per_administration
        declared = self.call.grant_types.get(grant_type)
        return None if declared is None else declared.max_applications_per_administration


def _count_standings(
    entries: Iterable[LightEntry], call: CallFacts, names: AdministrationNames, written: dict[str, str]
) -> Standings:
    """Count a call in one pass.

    Args:
        entries: Every application of the call; those withdrawn are not among them.
        call: The call with its quotas and rankings.
        names: The administrations to recognise in the rankings.
        written: For each key of an administration, the name to show.
    """
    counts: Counter[Bounds] = Counter()
    own: dict[str, dict[str, LightEntry]] = defaultdict(dict)
    for entry in entries:
        for administration in entry.administrations:
            counts.update(((administration, None), (administration, entry.grant_type)))
            own[administration][entry.reference] = entry
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, references in call.rankings.items():
        written.setdefault(names.identify(name), name)
        wanted[names.identify(name)].update(references)
    rankings = _places(call, names, own)
    ranked: Counter[Bounds] = Counter()
    for key, considered in rankings.items():
        for reference in considered:
            ranked.update(((key, None), (key, own[key][reference].grant_type)))
    strangers = {key: tuple(sorted(references - own[key].keys())) for key, references in wanted.items()}
    named = {key: found for key, found in strangers.items() if found}
    return Standings(counts, ranked, rankings, named, call, written, own)


def _places(
    call: CallFacts, names: AdministrationNames, own: dict[str, dict[str, LightEntry]]
) -> dict[str, dict[str, int]]:
    """Give each administration's places, in the order that it gave; what is not its own takes no place.

    Where rankings came under two spellings of one name, the better place counts.
    """
    rankings: dict[str, dict[str, int]] = defaultdict(dict)
    for name, references in call.rankings.items():
        key = names.identify(name)
        considered = [reference for reference in dict.fromkeys(references) if reference in own[key]]
        for place, reference in enumerate(considered, 1):
            rankings[key][reference] = min(place, rankings[key].get(reference, place))
    return dict(rankings)
