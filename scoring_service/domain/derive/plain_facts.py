"""Facts that an application and its call give by themselves: when it came in, how far it is above the cap, its grant type."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated

from prescreen_shared.clock import Arrival, end_of_day, on_clock, start_of_day, told_apart
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import Least
from prescreen_shared.shapes.verdict import Evidence
from prescreen_shared.template import format_amount
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import (
    ANSWERS,
    Fields,
    KindDeclaration,
    Known,
    Texts,
)
from scoring_service.domain.frozen_call import CallFacts, proposed_amount
from scoring_service.domain.rule_set import FactDeclaration

ARRIVAL = "submitted_at"
"""The field in which an applicant's arrival is stated, be it a moment or a day."""
BEFORE, WITHIN, AFTER, NOT_RECORDED = "before", "within", "after", "not_recorded"
"""The last one where the call keeps no times of arrival at all: then nothing can be said, and nobody can supply it."""


def day_of_arrival(known: Known) -> Fact:
    """Give the day on which an application came in, on the call's own clock."""
    arrival = known.application.arrival
    if arrival.at is not None:
        return Fact(on_clock(arrival.at, known.call.time_zone).date())
    return Fact(arrival.on, missing=() if arrival.on else (ARRIVAL,))


def came_late(application: Application, call: CallFacts) -> bool:
    """Tell whether an application surely came in after the period."""
    span = application.arrival.span(call.time_zone)
    return span is not None and _place(*span, call) == AFTER


def _arrival(_: FactDeclaration, known: Known) -> Fact:
    """Tell whether it came in within the period; where only the day is known, as far as the day settles it."""
    call, arrival = known.call, known.application.arrival
    span = arrival.span(call.time_zone)
    if span is None:
        recorded = known.context.arrivals_recorded
        return Fact(None, missing=(ARRIVAL,)) if recorded else Fact(NOT_RECORDED)
    written, closes = _times(arrival, call)
    details = {"arrived": written, "opens_on": _iso(call.opens_on), "closes_on": closes}
    place = _place(*span, call)
    missing = (ARRIVAL,) if place is None else ()
    return Fact(place, (Evidence(ARRIVAL, written),), missing=missing, details=details)


def _place(first: datetime, before: datetime, call: CallFacts) -> str | None:
    """Compare with the first day and the closing moment; where there is none, the last day is open to its end.

    ``first`` is the first moment at which it can have come in, ``before`` the one before which it did; None where the
    two leave it open.
    """
    opens = None if call.opens_on is None else start_of_day(call.opens_on, call.time_zone)
    closes = call.closes_at
    if closes is None and call.closes_on is not None:
        closes = end_of_day(call.closes_on, call.time_zone)
    if opens is not None and before <= opens:
        return BEFORE
    if closes is not None and first >= closes:
        return AFTER
    is_settled = (opens is None or first >= opens) and (closes is None or before <= closes)
    return WITHIN if is_settled else None


def _times(arrival: Arrival, call: CallFacts) -> tuple[str, str | None]:
    """Write when it came in and when the call closed: the last day, with the time of day where it closed before its end."""
    closing = None if call.closes_at is None else on_clock(call.closes_at, call.time_zone)
    closes = _iso(call.closes_on)
    if closing is not None:
        is_midnight = closing.time() == time.min
        closes = _iso(closing.date() - timedelta(days=1)) if is_midnight else f"{closing:%Y-%m-%d %H:%M}"
    if arrival.at is None:
        return str(arrival.on), closes
    local = on_clock(arrival.at, call.time_zone)
    if closing is None or closing.time() == time.min:
        return f"{local:%Y-%m-%d %H:%M}", closes
    return told_apart(local, closing)


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


def _has_choice(declaration: FactDeclaration, known: Known) -> Fact:
    """Tell whether an answer holds one of some choices; unknown where it does not and an answer is not stated, or left open."""
    settings = declaration.settings
    chosen: list[tuple[str, str]] = []
    left_open: dict[str, Evidence | None] = {}
    for field in settings["fields"]:
        words = known.left_open(field)
        answer = known.application.answers.get(field.removeprefix(ANSWERS))
        if words is not None or answer is None:
            left_open[field] = words
        else:
            chosen += ((field, each) for each in ([answer] if isinstance(answer, str) else answer))
    found = [(field, each) for field, each in chosen if each in settings["any_of"]]
    if found or not left_open:
        evidence = tuple(Evidence(field, each) for field, each in found or chosen)
        return Fact(bool(found), evidence, details={"chosen": [each for _, each in found]} if found else {})
    shown = tuple(words for words in left_open.values() if words is not None)
    return Fact(None, shown, tuple(left_open), is_unclear=bool(shown))


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The answers to read, and the choices of which one is enough."""

    fields: Fields
    any_of: Annotated[Texts, Least(1)]


ANSWER_HAS = KindDeclaration(
    "answer_has",
    frozenset((FactType.BOOLEAN,)),
    _has_choice,
    Choices,
    details=frozenset(("chosen",)),
    from_statement=True,
)
"""One of several choices of a question with several answers."""
