"""What is found in the administrations' rankings of their own applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.call_findings.kind import CallKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.call_findings.kind import Facts
    from scoring_service.domain.derive.call_index import CallIndex
    from scoring_service.domain.derive.standing import Standing


def _too_long(index: CallIndex) -> Iterator[Facts]:
    """Administrations that want more applications considered than may be granted."""
    return (_facts(index, standing) for standing in index.standings.everywhere() if standing.ranking_too_long)


def _unranked(index: CallIndex) -> Iterator[Facts]:
    """Administrations over quota that have not said which applications they want considered."""
    return (
        _facts(index, standing)
        for standing in index.standings.everywhere()
        if standing.over_quota and not standing.ranks
    )


def _strangers(index: CallIndex) -> Iterator[Facts]:
    """References in a ranking that are not among the administration's own applications."""
    for administration, references in sorted(index.standings.strangers.items()):
        yield {"administration": index.standings.names[administration], "references": list(references)}


def _facts(index: CallIndex, standing: Standing) -> Facts:
    declared = index.call.grant_types.get(standing.grant_type or "")
    return {
        "administration": standing.administration,
        "applications": standing.applications,
        "quota": standing.quota,
        "ranked": standing.ranked,
        "grant_type": declared.name if declared else None,
    }


_FACTS = frozenset(("administration", "applications", "quota", "ranked", "grant_type"))
RANKING_TOO_LONG = CallKind("ranking_too_long", _too_long, _FACTS)
OVER_QUOTA_UNRANKED = CallKind("over_quota_unranked", _unranked, _FACTS)
RANKING_OF_OTHERS = CallKind("ranking_of_others", _strangers, frozenset(("administration", "references")))
