"""How far the amount sought lies above the cap of its grant type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.fact import Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_set import FactDeclaration


def proposed_amount(call: CallFacts, application: Application) -> int | None:
    """Give the amount sought cut to the cap, in whole SEK; None when no amount is stated."""
    requested, cap = application.requested_amount, _cap(call, application)
    return requested if requested is None or cap is None else min(requested, cap)


def _cap(call: CallFacts, application: Application) -> int | None:
    grant_type = call.grant_types.get(application.grant_type)
    return None if grant_type is None else grant_type.max_amount


def _derive(_: FactDeclaration, known: Known) -> Fact:
    requested, cap = known.application.requested_amount, _cap(known.call, known.application)
    if requested is None:
        return Fact(None, missing=("requested_amount",))
    details = {"cap": cap, "requested": requested, "proposed": proposed_amount(known.call, known.application)}
    return Fact(0 if cap is None else max(0, requested - cap), details=details)


AMOUNT_OVER_CAP = KindDeclaration(
    "amount_over_cap",
    frozenset((FactType.AMOUNT, FactType.INTEGER)),
    _derive,
    details=frozenset(("cap", "requested", "proposed")),
    from_statement=True,
    least=0,
)
