"""Which operators suit which type of fact."""

from __future__ import annotations

from typing import Final

from scoring_service.domain.condition import Operator
from scoring_service.domain.fact import FactType

_EQUAL = (Operator.IS, Operator.IS_NOT)
_AMONG = (Operator.IS_ONE_OF, Operator.IS_NONE_OF)
_NUMBERS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
_DATES = (Operator.BEFORE, Operator.AFTER, Operator.ON_OR_BEFORE, Operator.ON_OR_AFTER)

OPERATORS_OF: Final[dict[FactType, tuple[Operator, ...]]] = {
    FactType.BOOLEAN: _EQUAL,
    FactType.INTEGER: (*_EQUAL, *_AMONG, *_NUMBERS),
    FactType.AMOUNT: (*_EQUAL, *_AMONG, *_NUMBERS),
    FactType.DATE: (*_EQUAL, *_DATES),
    FactType.CHOICE: (*_EQUAL, *_AMONG),
    FactType.TEXT: (),
}

LIST_OPERATORS: Final = frozenset(_AMONG)
"""Their operand is a list of at least one value."""
