"""How many different administrations apply together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, texts
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    if not known.application.applicants:
        return Fact(None, missing=("applicants",))
    passed_over = {known.names.identify(name) for name in declaration.settings.get("not_counted") or ()}
    counted: dict[str, str] = {}
    for name in known.application.applicants:
        # Under its key an administration that is written in two ways counts once.
        counted.setdefault(known.names.identify(name), name)
    names = [name for key, name in counted.items() if key not in passed_over]
    evidence = tuple(Evidence("applicants", name) for name in names)
    return Fact(len(names), evidence, details={"names": names} if names else {})


APPLICANT_COUNT = KindDeclaration(
    "applicant_count",
    frozenset((FactType.INTEGER,)),
    _derive,
    (Setting("not_counted", texts),),
    details=frozenset(("names",)),
    from_statement=True,
    least=0,
)
