"""Literals of a rule file: whether one fits a fact's type, and its value."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import MAX_INTEGER, fits_type
from scoring_service.rule_files.shape_messages import show

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

_EXPECTED: Final = {
    FactType.BOOLEAN: ("true eller false", "true or false"),
    FactType.INTEGER: (f"ett heltal, högst ±{MAX_INTEGER}", f"a whole number within ±{MAX_INTEGER}"),
    FactType.AMOUNT: (f"hela kronor, högst ±{MAX_INTEGER}", f"whole SEK within ±{MAX_INTEGER}"),
    FactType.DATE: ('en dag som "2017-12-01"', 'a day such as "2017-12-01"'),
    FactType.TEXT: ("text", "text"),
}


class LiteralError(ValueError):
    """The literal does not fit the fact; says so in Swedish and English."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv, self.en = sv, en


def parse_literal(raw: Any, declared: FactDeclaration) -> Scalar:
    """Give the literal as a value of the fact's type. Raises LiteralError."""
    value = _as_date(raw) if declared.type is FactType.DATE else raw
    if fits_type(value, declared):
        literal: Scalar = value
        return literal
    sv, en = _expected(raw, declared)
    raise LiteralError(
        f"{show(raw)} passar inte {declared.name}, ska vara {sv}",
        f"{show(raw)} does not fit {declared.name}, should be {en}",
    )


def parse_constant(raw: Any) -> Scalar:
    """Give a constant's value: boolean, whole number, date or text. Raises LiteralError."""
    if type(raw) in (bool, str, date) or (type(raw) is int and abs(raw) <= MAX_INTEGER):
        constant: Scalar = raw
        return constant
    raise LiteralError(
        f"är {show(raw)}, ska vara ett heltal, true, false, en dag eller text",
        f"is {show(raw)}, should be a whole number, true, false, a day or text",
    )


def _as_date(raw: Any) -> Any:
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return raw
    return raw


def _expected(raw: Any, declared: FactDeclaration) -> tuple[str, str]:
    if declared.type is not FactType.CHOICE:
        return _EXPECTED[declared.type]
    words = ", ".join(declared.choices)
    near = get_close_matches(str(raw), declared.choices, n=1)
    return (
        f"något av: {words}" + (f" (menas {near[0]}?)" if near else ""),
        f"one of: {words}" + (f" (did you mean {near[0]}?)" if near else ""),
    )
