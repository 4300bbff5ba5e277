"""Facts that an application and its call give by themselves: when it came in, how far it is above the cap, its grant type."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prescreen_shared.shapes.verdict import Evidence
from prescreen_shared.template import format_amount
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import KindDeclaration, Known, Texts
from scoring_service.domain.frozen_call import CallFacts, proposed_amount
from scoring_service.domain.rule_set import FactDeclaration

BEFORE, WITHIN, AFTER, NOT_RECORDED = "before", "within", "after", "not_recorded"
"""The last one where the call keeps no times of arrival at all: then nothing can be said, and nobody can supply it."""


def _arrival(_: FactDeclaration, known: Known) -> Fact:
    arrived = known.application.submitted_at
    if arrived is None:
        recorded = known.context.arrivals_recorded
        return Fact(None, missing=("submitted_at",)) if recorded else Fact(NOT_RECORDED)
    local = _local(arrived, known.call)
    written = _to_the_minute(local)
    details = {
        "arrived": written,
        "opens_on": _iso(known.call.opens_on),
        "closes_on": _end_of(known.call),
    }
    return Fact(_place(local, known.call), (Evidence("submitted_at", written),), details=details)


def _place(local: datetime, call: CallFacts) -> str:
    """Compare with the closing moment; where there is none, local dates: the last day is open to its end."""
    if call.opens_on is not None and local.date() < call.opens_on:
        return BEFORE
    if call.closes_at is not None:
        return AFTER if local >= call.closes_at else WITHIN
    return AFTER if call.closes_on is not None and local.date() > call.closes_on else WITHIN


def _end_of(call: CallFacts) -> str | None:
    """Give the last day, with the time of day when the call closed before its end."""
    if call.closes_at is None:
        return _iso(call.closes_on)
    closing = _local(call.closes_at, call)
    if closing.time() == time.min:
        return _iso(closing.date() - timedelta(days=1))
    return _to_the_minute(closing)


def _local(moment: datetime, call: CallFacts) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(call.time_zone))


def _to_the_minute(local: datetime) -> str:
    return f"{local:%Y-%m-%d %H:%M}"


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


SUBMISSION_TIME = KindDeclaration(
    "submission_time",
    frozenset((FactType.CHOICE,)),
    _arrival,
    needs_call=True,
    details=frozenset(("arrived", "opens_on", "closes_on")),
    words=(BEFORE, WITHIN, AFTER, NOT_RECORDED),
)


def _over_cap(_: FactDeclaration, known: Known) -> Fact:
    requested, cap = known.application.requested_amount, known.call.cap_for(known.application)
    if requested is None:
        return Fact(None, missing=("requested_amount",))
    details = {"cap": cap, "requested": requested, "proposed": proposed_amount(requested, cap)}
    evidence = (Evidence("requested_amount", format_amount(requested)),)
    return Fact(0 if cap is None else max(0, requested - cap), evidence, details=details)


AMOUNT_OVER_CAP = KindDeclaration(
    "amount_over_cap",
    frozenset((FactType.AMOUNT, FactType.INTEGER)),
    _over_cap,
    details=frozenset(("cap", "requested", "proposed")),
    from_statement=True,
    least=0,
)


def _is_of_grant_type(declaration: FactDeclaration, known: Known) -> Fact:
    return Fact(known.application.grant_type in declaration.settings["grant_types"])


@dataclass(frozen=True, kw_only=True)
class GrantTypes:
    """The grant types that count."""

    grant_types: Texts


GRANT_TYPE_IS = KindDeclaration(
    "grant_type_is",
    frozenset((FactType.BOOLEAN,)),
    _is_of_grant_type,
    GrantTypes,
    from_statement=True,
)
