"""Facts of an application that its own fields, the register and the rest of the call give: the part to import from."""

from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.kinds import KINDS, derive_facts
from scoring_service.domain.derive.known import CallContext, StatedValueError
from scoring_service.domain.derive.plain_facts import proposed_amount

__all__ = [
    "KINDS",
    "CallContext",
    "CallIndex",
    "KindDeclaration",
    "StatedValueError",
    "derive_facts",
    "proposed_amount",
]
