"""Count each administration's applications, as applicant and as co-applicant, against its quotas and its own ranking."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.derive.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.administration_names import AdministrationNames
    from scoring_service.domain.derive.light_entry import LightEntry
    from scoring_service.domain.frozen_call import CallFacts

    Bounds = tuple[str, str | None]
    """An administration's key and the grant type, None for all grant types together."""


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
        )

    def _quota(self, grant_type: str | None) -> int | None:
        if grant_type is None:
            return self.call.max_applications_per_administration
        declared = self.call.grant_types.get(grant_type)
        return None if declared is None else declared.max_applications_per_administration


def count_standings(
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
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for administration in entry.administrations:
            counts.update(((administration, None), (administration, entry.grant_type)))
            own[administration][entry.reference] = entry.grant_type
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, references in call.rankings.items():
        written.setdefault(names.identify(name), name)
        wanted[names.identify(name)].update(references)
    rankings = _places(call, names, own)
    ranked: Counter[Bounds] = Counter()
    for key, considered in rankings.items():
        for reference in considered:
            ranked.update(((key, None), (key, own[key][reference])))
    strangers = {key: tuple(sorted(references - own[key].keys())) for key, references in wanted.items()}
    return Standings(
        counts, ranked, rankings, {key: found for key, found in strangers.items() if found}, call, written
    )


def _places(
    call: CallFacts, names: AdministrationNames, own: dict[str, dict[str, str]]
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
