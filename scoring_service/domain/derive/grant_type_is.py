"""Whether an application is for one of the named grant types, for rules that weigh the same ground differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, texts
from scoring_service.domain.fact import Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    return Fact(known.application.grant_type in declaration.settings["grant_types"])


GRANT_TYPE_IS = KindDeclaration(
    "grant_type_is",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("grant_types", texts, required=True),),
    from_statement=True,
)
