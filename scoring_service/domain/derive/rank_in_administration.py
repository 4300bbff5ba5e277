"""The place of an application in its administration's own ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.fact import Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(_: FactDeclaration, known: Known) -> Fact:
    # An administration stands once in all and once within each quota; its ranking is one and the same.
    ranks = {
        standing.administration: standing.rank
        for standing in known.context.standings
        if standing.rank is not None
    }
    if not ranks:
        return Fact(None, missing=("applicants",))
    return Fact(min(ranks.values()), details={"administrations": list(ranks), "ranks": list(ranks.values())})


RANK_IN_ADMINISTRATION = KindDeclaration(
    "rank_in_administration",
    frozenset((FactType.INTEGER,)),
    _derive,
    needs_call=True,
    details=frozenset(("administrations", "ranks")),
    least=1,
)
