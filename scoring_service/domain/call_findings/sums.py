"""What is found when the call's sums are taken: against the frame, and against what a document states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.call_findings.kind import CallKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.call_findings.kind import Facts
    from scoring_service.domain.derive.call_index import CallIndex


def _decided(index: CallIndex) -> Iterator[Facts]:
    """Grant types whose decided amounts do not add up to what the document states."""
    for grant_type, (decided, stated) in sorted((index.call.decided_sums or {}).items()):
        if decided != stated:
            yield {
                "grant_type": _name(index, grant_type),
                "decided": decided,
                "stated": stated,
                "difference": abs(stated - decided),
            }


def _sought(index: CallIndex) -> Iterator[Facts]:
    """For each grant type with a frame: how much is sought in all."""
    for grant_type, declared in sorted(index.call.grant_types.items()):
        amounts = [entry.requested_amount for entry in index.entries if entry.grant_type == grant_type]
        stated = [amount for amount in amounts if amount is not None]
        if declared.budget is not None and amounts:
            yield {
                "grant_type": declared.name,
                "applications": len(amounts),
                "sought": sum(stated),
                "budget": declared.budget,
                "without_amount": len(amounts) - len(stated),
            }


def _name(index: CallIndex, grant_type: str) -> str:
    declared = index.call.grant_types.get(grant_type)
    return declared.name if declared else grant_type


SUMS_DIFFER = CallKind("sums_differ", _decided, frozenset(("grant_type", "decided", "stated", "difference")))
SOUGHT_AGAINST_FRAME = CallKind(
    "sought_against_frame",
    _sought,
    frozenset(("grant_type", "applications", "sought", "budget", "without_amount")),
)
