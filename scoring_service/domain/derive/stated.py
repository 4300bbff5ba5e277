"""A stated fact: what the applicant answered, held to the type that the rule set declares."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.field_text import StatedValueError, read_field, read_text
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.frozen_call import Application
    from scoring_service.domain.rule_set import FactDeclaration

LARGEST_NUMBER = 2**53


def derive_stated(declaration: FactDeclaration, application: Application) -> Fact:
    """Give the fact as stated; not stated names its own field as missing.

    Raises:
        StatedValueError: the value is of another type, outside ±2^53, or not one of the declared choices.
    """
    path = declaration.stated_in or ""
    if declaration.type is FactType.TEXT:
        text = _as_text(application, path)
        return Fact(text, (Evidence(path, text),)) if text else Fact(None, missing=(path,))
    value = read_field(application, path)
    if value is None:
        return Fact(None, missing=(path,))
    return Fact(_checked(declaration, path, value))


def _as_text(application: Application, path: str) -> str | None:
    if path == "earlier_grants":
        grants = application.earlier_grants
        return None if grants is None else ", ".join(str(grant.year) for grant in grants) or "-"
    return read_text(application, path)


def _checked(declaration: FactDeclaration, path: str, value: Any) -> Scalar:
    match declaration.type:
        case FactType.BOOLEAN if isinstance(value, bool):
            return value
        case FactType.INTEGER | FactType.AMOUNT if _is_number(value):
            return int(value)
        case FactType.CHOICE if value in declaration.choices:
            return str(value)
        case FactType.DATE:
            return _as_date(path, value)
    # The value is left out: it is an applicant's words, and this ends up in logs and alarms.
    raise StatedValueError(
        f"{path}: {type(value).__name__} that is no {declaration.type.value}{_accepted(declaration)}"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _as_date(path: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise StatedValueError(f"{path}: {type(value).__name__} that is no date as 2017-12-01") from None


def _accepted(declaration: FactDeclaration) -> str:
    return f" ({', '.join(declaration.choices)})" if declaration.choices else ""
