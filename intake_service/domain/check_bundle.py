"""What only shows between the entries of a bundle: references twice, rankings and decisions of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.domain.check_ranking import MOST_SUGGESTIONS, check_ranking
from shared.faults import Fault, nearest, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def check_references(references: Sequence[str | None]) -> Iterator[Fault]:
    """Find references that come twice; None stands for one that could not be read."""
    seen: set[str] = set()
    for reference in references:
        if reference is not None and reference in seen:
            yield Fault("reference_twice", "reference", {"reference": reference}, entry=reference)
        elif reference is not None:
            seen.add(reference)


def check_rankings(
    rankings: Mapping[str, Sequence[str]],
    applicants_by_reference: Mapping[str, Sequence[str] | None],
    administrations: Sequence[str] | None,
) -> Iterator[Fault]:
    """Find every fault of every ranking; where the applicants could not be read (None) ownership is not tried."""
    suggestions = MOST_SUGGESTIONS
    for administration, references in rankings.items():
        for fault in check_ranking(
            administration, references, applicants_by_reference, administrations, suggestions
        ):
            suggestions -= "accepted" in fault.values
            position = None if fault.field is None else fault.field.removeprefix("references.")
            yield Fault(fault.code, position, fault.values, entry=administration)


def check_decisions(references: Sequence[str | None], known: Mapping[str, object]) -> Iterator[Fault]:
    """Find decisions on applications that the bundle does not have, and two on one.

    Only the first few strangers are told what is like them: each likeness is sought among every application.
    """
    seen: set[str] = set()
    suggestions = MOST_SUGGESTIONS
    for reference in references:
        if reference is None:
            continue
        if reference in seen:
            yield Fault("decided_twice", "reference", {"reference": reference}, entry=reference)
        seen.add(reference)
        if reference not in known:
            accepted = nearest(reference, known) if suggestions > 0 else some_of(known)
            suggestions -= 1
            values = {"reference": reference, "accepted": accepted}
            yield Fault("unknown_reference", "reference", values, entry=reference)
