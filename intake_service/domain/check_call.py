"""Whether the terms of a call hang together: dates in order, a real time zone, questions that can be answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from intake_service.domain.closing_time import (
    AmbiguousLocalTimeError,
    NoSuchLocalTimeError,
    is_time_zone,
    last_day_before,
    moment_of,
)
from intake_service.domain.question import QuestionType
from shared.faults import Fault, listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime


def check_call(terms: Mapping[str, Any]) -> Iterator[Fault]:
    """Find every fault among terms whose keys each have the right shape; absent keys are not tried."""
    yield from _check_times(terms)
    yield from _check_totals(terms)
    yield from _check_names(terms.get("administrations") or ())
    yield from _check_questions(terms)


def _check_times(terms: Mapping[str, Any]) -> Iterator[Fault]:
    zone, opens_on, closes_on = terms.get("time_zone"), terms.get("opens_on"), terms.get("closes_on")
    if opens_on is not None and closes_on is not None and closes_on < opens_on:
        values = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
        yield Fault("closes_before_it_opens", "closes_on", values)
    if zone is not None and not is_time_zone(zone):
        yield Fault("unknown_time_zone", "time_zone", {"got": shown(zone)})
    elif terms.get("closes_at") is not None and zone is not None:
        yield from _check_closing_time(terms["closes_at"], zone, closes_on)


def _check_closing_time(written: datetime, zone: str, closes_on: date | None) -> Iterator[Fault]:
    try:
        day = last_day_before(moment_of(written, zone), zone)
        if closes_on is not None and day != closes_on:
            values = {"day": day.isoformat(), "closes_on": closes_on.isoformat()}
            yield Fault("closing_not_on_day", "closes_at", values)
    except NoSuchLocalTimeError as error:
        yield Fault("no_such_local_time", "closes_at", {"got": str(error), "zone": zone})
    except AmbiguousLocalTimeError as error:
        yield Fault("ambiguous_local_time", "closes_at", {"got": str(error), "zone": zone})


def _check_totals(terms: Mapping[str, Any]) -> Iterator[Fault]:
    grant_types = terms.get("grant_types")
    if grant_types is None:
        return
    for name in terms.get("stated_totals") or {}:
        if name not in grant_types:
            values = {"got": shown(name), "accepted": listed(grant_types)}
            yield Fault("unknown_grant_type", f"stated_totals.{name}", values)


def _check_names(administrations: tuple[str, ...] | list[str]) -> Iterator[Fault]:
    for position, name in enumerate(administrations):
        if name in administrations[:position]:
            yield Fault("named_twice", f"administrations.{position}", {"got": shown(name)})


def _check_questions(terms: Mapping[str, Any]) -> Iterator[Fault]:
    questions = terms.get("questions") or ()
    times = Counter(question.get("key") for question in questions)
    for position, question in enumerate(questions):
        field = f"questions.{position}"
        if question.get("key") is not None and times[question["key"]] > 1:
            yield Fault("question_twice", f"{field}.key", {"key": question["key"]})
        if question.get("type") == QuestionType.CHOICE and not question.get("choices"):
            yield Fault("choices_missing", f"{field}.choices")
        yield from _check_asked_of(field, question.get("grant_types") or (), terms.get("grant_types"))


def _check_asked_of(field: str, asked_of: Any, grant_types: Mapping[str, Any] | None) -> Iterator[Fault]:
    for position, name in enumerate(asked_of):
        if grant_types is not None and name not in grant_types:
            values = {"got": shown(name), "accepted": listed(grant_types)}
            yield Fault("unknown_grant_type", f"{field}.grant_types.{position}", values)
