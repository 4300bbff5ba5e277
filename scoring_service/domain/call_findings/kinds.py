"""Every kind of call rule that a rule file can name, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.call_findings.applications import (
    ARRIVAL_UNKNOWN,
    DUPLICATES,
    MAY_NOT_APPLY,
    WITHOUT_REGISTER,
)
from scoring_service.domain.call_findings.rankings import (
    OVER_QUOTA_UNRANKED,
    RANKING_OF_OTHERS,
    RANKING_TOO_LONG,
)
from scoring_service.domain.call_findings.sums import SOUGHT_AGAINST_FRAME, SUMS_DIFFER

if TYPE_CHECKING:
    from scoring_service.domain.call_findings.kind import CallKind

KINDS: Final[dict[str, CallKind]] = {
    kind.name: kind
    for kind in (
        DUPLICATES,
        RANKING_TOO_LONG,
        OVER_QUOTA_UNRANKED,
        RANKING_OF_OTHERS,
        MAY_NOT_APPLY,
        SUMS_DIFFER,
        SOUGHT_AGAINST_FRAME,
        ARRIVAL_UNKNOWN,
        WITHOUT_REGISTER,
    )
}
