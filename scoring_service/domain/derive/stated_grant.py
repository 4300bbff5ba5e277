"""Whether the applicant states an earlier grant of a certain type, whatever it was for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, a_word
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    stated = known.application.earlier_grants
    if stated is None:
        return Fact(None, missing=("earlier_grants",))
    found = [grant for grant in stated if grant.grant_type == declaration.settings["grant_type"]]
    years = sorted({grant.year for grant in found if grant.year is not None})
    evidence = (Evidence("earlier_grants", ", ".join(map(str, years))),) if years else ()
    return Fact(bool(found), evidence, details={"years": years} if years else {})


STATED_GRANT = KindDeclaration(
    "stated_grant",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("grant_type", a_word, required=True),),
    details=frozenset(("years",)),
    from_statement=True,
)
