"""One pass over a frozen call, after which each application can be told what the others mean for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from scoring_service.domain.derive.call_context import CallContext
from scoring_service.domain.derive.count_standings import Standings, count_standings
from scoring_service.domain.derive.find_similar import Similar, find_similar
from scoring_service.domain.derive.light_entry import LightEntry, light_entry
from scoring_service.domain.derive.may_apply import known_administrations, unknown_applicants
from scoring_service.domain.derive.similar_application import likeness_of

if TYPE_CHECKING:
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_set import RuleSet

MOST_SIMILAR = 20
"""So many similar applications are named for one; the rest are only counted."""


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
        entry = light_entry(application, self.names.identify, unknown)
        self._entries[application.application_id] = entry
        for name in application.applicants:
            self._written.setdefault(self.names.identify(name), set()).add(name)
        for computed in ("entries", "standings", "similar", "arrivals_recorded"):
            self.__dict__.pop(computed, None)

    @cached_property
    def entries(self) -> list[LightEntry]:
        """All applications in the order of their references."""
        return sorted(self._entries.values(), key=lambda entry: (entry.order, entry.application_id))

    @cached_property
    def standings(self) -> Standings:
        """The administrations' counts, quotas and rankings."""
        shown = {key: self._shown(written) for key, written in self._written.items()}
        return count_standings(self.entries, self.call, self.names, shown)

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
        others = [
            other.reference
            for other in partners[: MOST_SIMILAR + 1]
            if other.application_id != application_id
        ]
        return CallContext(
            standings=self.standings.of(entry),
            similar=tuple(others[:MOST_SIMILAR]),
            similar_count=max(0, len(partners) - 1),
            arrivals_recorded=self.arrivals_recorded,
        )

    def _shown(self, written: set[str]) -> str:
        """Give the known name of an administration, else the first of those written, whatever order they came in."""
        found = self.names.recognise(min(written))
        return found.name if found else min(written)
