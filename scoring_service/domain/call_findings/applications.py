"""What is found among the applications of a call taken together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scoring_service.domain.call_findings.kind import CallKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.call_findings.kind import Facts
    from scoring_service.domain.derive.call_index import CallIndex


def _duplicates(index: CallIndex) -> Iterator[Facts]:
    """Groups of applications for the same thing by the same administration."""
    for group in index.similar.groups:
        keys = sorted({key for entry in group for key in entry.administrations})
        amounts = [entry.requested_amount for entry in group if entry.requested_amount is not None]
        yield {
            "references": [entry.reference for entry in group],
            "administrations": [index.standings.names[key] for key in keys],
            "count": len(group),
            "sought": sum(amounts),
        }


def _may_not_apply(index: CallIndex) -> Iterator[Facts]:
    """Applicants that may not apply, each with its applications."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in index.entries:
        for name in entry.unknown_applicants:
            found[name].append(entry.reference)
    for name, references in sorted(found.items()):
        yield {"administration": name, "references": references, "count": len(references)}


def _arrival_unknown(index: CallIndex) -> Iterator[Facts]:
    """How many applications have no time of arrival, where there are any."""
    unknown = sum(not entry.arrival_known for entry in index.entries)
    if unknown:
        yield {"unknown": unknown, "applications": len(index.entries)}


def _without_register(index: CallIndex) -> Iterator[Facts]:
    """That the call came without a register of what the city already knew."""
    if index.call.register is None:
        yield {"applications": len(index.entries)}


DUPLICATES = CallKind(
    "duplicates", _duplicates, frozenset(("references", "administrations", "count", "sought"))
)
MAY_NOT_APPLY = CallKind(
    "may_not_apply", _may_not_apply, frozenset(("administration", "references", "count"))
)
ARRIVAL_UNKNOWN = CallKind("arrival_unknown", _arrival_unknown, frozenset(("unknown", "applications")))
WITHOUT_REGISTER = CallKind("without_register", _without_register, frozenset(("applications",)))
