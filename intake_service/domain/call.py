"""A call for applications: its terms, and whether it takes applications at a given moment.

Its dates are in order, its time zone is real, its questions can be answered. What both services know of a call is declared in ``prescreen_shared.shapes.call``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from intake_service.domain.errors import CallClosedError, CallNotDraftError, CallNotOpenError
from prescreen_shared.clock import (
    AmbiguousLocalTimeError,
    NoSuchLocalTimeError,
    is_time_zone,
    last_day_before,
    moment_of,
)
from prescreen_shared.errors import Fault, listed, shown
from prescreen_shared.known_names import known_names
from prescreen_shared.shapes.call import MOST_CHOICES, AskedQuestion, Terms
from prescreen_shared.shapes.declaring import CODE, LARGEST_AMOUNT, Amount, Items, Text, Whole
from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.statuses import CallState

_JULY: Final = 7
_OF_CHOICES: Final = ("choice", "choices")
OPEN_TERMS: Final = ("title", "issuer", "registration_number", "criteria", "closes_on", "closes_at")
"""What staff may change of an open call, beside the labels of its questions and the names of its kinds of grant."""
_READ_ONLY_BY_PEOPLE: Final = ("label", "name")


class QuestionType(StrEnum):
    """What kind of answer a question takes."""

    BOOLEAN = "boolean"
    TEXT = "text"
    CHOICE = "choice"
    TEXT_LIST = "text_list"
    INTEGER = "integer"
    AMOUNT = "amount"
    DECIMAL = "decimal"
    DATE = "date"
    CHOICES = "choices"
    """Any number of the question's choices."""
    ORGANISATION_NUMBER = "organisation_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(AskedQuestion):
    """One question as the form puts it.

    ``choice_labels`` name choices in both languages; ``least`` and ``most`` bound a number, None: no bound of its own.
    """

    type: QuestionType
    label: Sentence
    choice_labels: Annotated[Mapping[Annotated[str, Text(200)], Sentence], Items(MOST_CHOICES)] | None = None
    least: Annotated[int | None, Whole(-LARGEST_AMOUNT, LARGEST_AMOUNT)] = None
    most: Annotated[int | None, Whole(-LARGEST_AMOUNT, LARGEST_AMOUNT)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTerms(Terms):
    """All that a call says; ``closes_at`` is a moment in UTC.

    ``stated_totals`` are sums per grant type that a document states, in whole SEK, for comparison with the sums of what
    was decided.
    """

    closes_automatically: bool = True
    criteria: Annotated[tuple[Annotated[str, Text(1000)], ...], Items(100)] = ()
    questions: Annotated[tuple[Question, ...], Items(300)] = ()
    stated_totals: Annotated[Mapping[str, Amount], Items(50)] | None = None
    rule_set: Annotated[str, Text(100, CODE)]


@dataclass(frozen=True, slots=True)
class CallStatus:
    """How a call stands: enough to decide whether an application is on time."""

    code: str
    state: CallState
    closes_at: datetime | None
    closes_automatically: bool
    closed_at: datetime | None = None


def require_open(call: CallStatus, now: datetime) -> None:
    """Let applications of an open call through, up to the closing moment and not a moment later.

    The closing moment decides, also in the second before the scheduler has noticed it.

    Raises:
        CallNotOpenError: the call is a draft.
        CallClosedError: the call is closed, or its closing moment has come.
    """
    if call.state is CallState.DRAFT:
        raise CallNotOpenError(call.code)
    if call.state is not CallState.OPEN:
        raise CallClosedError(call.code, call.closed_at or now)
    if call.closes_automatically and call.closes_at is not None and now >= call.closes_at:
        raise CallClosedError(call.code, call.closes_at)


def require_draft(call: CallStatus) -> None:
    """Let a change of terms through while the call is a draft.

    Raises:
        CallNotDraftError: applicants may already have read the terms.
    """
    if call.state is not CallState.DRAFT:
        raise CallNotDraftError(call.code, call.state.value)


def check_call(terms: Mapping[str, Any]) -> Iterator[Fault]:
    """Find every fault among terms whose keys each have the right shape; absent keys are not tried."""
    yield from _check_times(terms)
    yield from _check_totals(terms)
    yield from _check_names(terms.get("administrations") or ())
    yield from _check_questions(terms)


def check_open_change(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what an open call cannot have changed: only its closing time, its title and its texts, as people read them."""
    for name, value in changes.items():
        if name not in OPEN_TERMS and _meaning(value) != _meaning(before.get(name)):
            yield Fault("fixed_while_open", name, {"key": name, "accepted": listed(OPEN_TERMS)})


def _meaning(value: Any) -> Any:
    """Give a term without the words in it that only people read."""
    if isinstance(value, Mapping):
        return {
            key: _meaning(each)
            for key, each in value.items()
            if key not in _READ_ONLY_BY_PEOPLE and each not in (None, [], ()) and each is not False
        }
    return [_meaning(each) for each in value] if isinstance(value, (list, tuple)) else value


def check_local_time(written: datetime, zone: str, field: str) -> Iterator[Fault]:
    """Find a local time of ``zone`` that does not exist or comes twice; one with an offset is a moment and has no fault."""
    try:
        moment_of(written, zone)
    except NoSuchLocalTimeError as error:
        yield Fault("no_such_local_time", field, {"got": str(error), "zone": zone})
    except AmbiguousLocalTimeError as error:
        yield Fault("ambiguous_local_time", field, {"got": str(error), "zone": zone})


def grant_year_by_default(closes_on: date) -> int:
    """Give the year that the money is for: the closing year, and the next when the call closes July–December."""
    return closes_on.year + 1 if closes_on.month >= _JULY else closes_on.year


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
    faults = list(check_local_time(written, zone, "closes_at"))
    yield from faults
    if faults or closes_on is None:
        return
    day = last_day_before(moment_of(written, zone), zone)
    if day != closes_on:
        values = {"day": day.isoformat(), "closes_on": closes_on.isoformat()}
        yield Fault("closing_not_on_day", "closes_at", values)


def _check_totals(terms: Mapping[str, Any]) -> Iterator[Fault]:
    grant_types = terms.get("grant_types")
    if grant_types is None:
        return
    for name in terms.get("stated_totals") or {}:
        if name not in grant_types:
            values = {"got": shown(name), "accepted": listed(grant_types)}
            yield Fault("unknown_grant_type", f"stated_totals.{name}", values)


def _check_names(administrations: tuple[str, ...] | list[str]) -> Iterator[Fault]:
    names = known_names(tuple(administrations))
    seen: set[str] = set()
    for position, name in enumerate(administrations):
        same = names.identity_of(name)
        if same in seen:
            yield Fault("named_twice", f"administrations.{position}", {"got": shown(name)})
        seen.add(same)


def _check_questions(terms: Mapping[str, Any]) -> Iterator[Fault]:
    questions = terms.get("questions") or ()
    times = Counter(question.get("key") for question in questions)
    for position, question in enumerate(questions):
        field = f"questions.{position}"
        if question.get("key") is not None and times[question["key"]] > 1:
            yield Fault("question_twice", f"{field}.key", {"key": question["key"]})
        if question.get("type") in _OF_CHOICES and not question.get("choices"):
            yield Fault("choices_missing", f"{field}.choices")
        yield from _check_labels_and_bounds(question, field)
        yield from _check_asked_of(field, question.get("grant_types") or (), terms.get("grant_types"))


def _check_labels_and_bounds(question: Mapping[str, Any], field: str) -> Iterator[Fault]:
    choices = question.get("choices") or ()
    for word in question.get("choice_labels") or {}:
        if word not in choices:
            yield Fault(
                "not_one_of",
                f"{field}.choice_labels.{word}",
                {"got": shown(word), "accepted": listed(choices)},
            )
    least, most = question.get("least"), question.get("most")
    if least is not None and most is not None and least > most:
        yield Fault(
            "out_of_range", f"{field}.least", {"got": shown(least), "min": -LARGEST_AMOUNT, "max": most}
        )


def _check_asked_of(field: str, asked_of: Any, grant_types: Mapping[str, Any] | None) -> Iterator[Fault]:
    for position, name in enumerate(asked_of):
        if grant_types is not None and name not in grant_types:
            values = {"got": shown(name), "accepted": listed(grant_types)}
            yield Fault("unknown_grant_type", f"{field}.grant_types.{position}", values)
