"""Facts of an application that its own fields, the register and the rest of the call give: the part to import from."""

from scoring_service.domain.derive.amount_over_cap import proposed_amount
from scoring_service.domain.derive.call_context import CallContext
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.derive_facts import derive_facts
from scoring_service.domain.derive.field_text import StatedValueError
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.kinds import KINDS

__all__ = [
    "KINDS",
    "CallContext",
    "CallIndex",
    "KindDeclaration",
    "StatedValueError",
    "derive_facts",
    "proposed_amount",
]
