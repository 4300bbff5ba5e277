"""Amounts, times of arrival and plain answers give facts that rules can rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from prescreen_shared.shapes.application import EarlierGrant
from scoring_service.domain.condition import FactType
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.frozen_call import proposed_amount
from tests.unit.scoring.make_facts import declare, derive, index_of, make_application, make_call


@pytest.mark.parametrize(
    ("grant_type", "requested", "over", "proposed"),
    [
        ("project", 5000, 0, 5000),
        ("project", 7500, 2500, 5000),
        ("project", None, None, None),
        ("study_visit", 10**6, 0, 10**6),
        ("unheard_of", 10, 0, 10),
    ],
)
def test_an_amount_is_measured_against_the_cap_of_its_grant_type(
    grant_type: str, requested: int | None, over: int | None, proposed: int | None
) -> None:
    application = make_application(grant_type=grant_type, requested_amount=requested)

    assert derive(declare("amount_over_cap", FactType.AMOUNT), application).value == over
    assert proposed_amount(requested, make_call().cap_for(application)) == proposed


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [
        (datetime(2017, 9, 3, 21, 59, tzinfo=UTC), "before"),
        (datetime(2017, 9, 3, 22, 0, tzinfo=UTC), "within"),
        (datetime(2017, 12, 1, 22, 59, 59, tzinfo=UTC), "within"),
        (datetime(2017, 12, 1, 23, 0, tzinfo=UTC), "after"),
        (datetime(2017, 12, 1, 23, 0), "after"),
    ],
)
def test_the_period_is_kept_by_the_clock_of_stockholm(arrived: datetime, expected: str) -> None:
    fact = derive(declare("submission_time", FactType.CHOICE), make_application(submitted_at=arrived))

    assert fact.value == expected
    assert fact.details["closes_on"] == "2017-12-01"


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [
        (datetime(2017, 12, 1, 10, 59, 59, tzinfo=UTC), "within"),
        (datetime(2017, 12, 1, 11, 0, tzinfo=UTC), "after"),
        (datetime(2017, 12, 1, 15, 5, tzinfo=UTC), "after"),
    ],
)
def test_a_call_that_closes_at_noon_takes_nothing_in_the_afternoon(arrived: datetime, expected: str) -> None:
    call = make_call(closes_at=datetime(2017, 12, 1, 11, 0, tzinfo=UTC))
    fact = derive(declare("submission_time", FactType.CHOICE), make_application(submitted_at=arrived), call)

    assert fact.value == expected
    assert fact.details["closes_on"] == "2017-12-01 12:00"


def test_a_closing_moment_at_midnight_is_the_end_of_the_last_day() -> None:
    call = make_call(closes_at=datetime(2017, 12, 1, 23, 0, tzinfo=UTC))
    late = make_application(submitted_at=datetime(2017, 12, 1, 23, 0, tzinfo=UTC))
    fact = derive(declare("submission_time", FactType.CHOICE), late, call)

    assert (fact.value, fact.details["closes_on"]) == ("after", "2017-12-01")


def test_a_call_without_dates_is_always_open() -> None:
    late = make_application(submitted_at=datetime(2030, 1, 1, tzinfo=UTC))
    fact = derive(declare("submission_time", FactType.CHOICE), late, make_call(opens_on=None, closes_on=None))

    assert fact.value == "within"


def test_a_missing_arrival_is_a_gap_only_where_the_call_keeps_arrivals() -> None:
    declaration = declare("submission_time", FactType.CHOICE)
    known = make_application("A-1", submitted_at=datetime(2017, 10, 1, tzinfo=UTC))
    unknown = make_application("A-2")

    gap = derive(declaration, unknown, context=index_of(make_call(), known, unknown).context_of("id-A-2"))

    assert gap.missing == ("submitted_at",)
    assert derive(declaration, unknown, context=CallContext()).value == "not_recorded"


@pytest.mark.parametrize(
    ("answer", "value"),
    [(None, None), ("Nej.", False), ("-", False), ("nej, men en app", True), ("Finsam", True)],
)
def test_a_plain_no_says_nothing(answer: str | None, value: Any) -> None:
    declaration = declare("says_something", fields=["answers.x"], nothing=["nej"])

    assert derive(declaration, make_application(answers={"x": answer})).value is value


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("Nej, ingen annan finansiering har sökts.", False),
        ("Ingen. Inga andra medel.", False),
        ("Nej, men Finsam bidrar.", True),
        ("Ingen annan finansiering än Finsam", True),
        ("Annan finansiering har sökts", True),
    ],
)
def test_a_denial_in_small_words_says_nothing(answer: str, value: bool) -> None:
    small = ["annan", "andra", "finansiering", "medel", "har", "sökts"]
    declaration = declare(
        "says_something", fields=["answers.x"], denials=["nej", "ingen", "inga"], small_words=small
    )

    assert derive(declaration, make_application(answers={"x": answer})).value is value


@pytest.mark.parametrize(
    ("grants", "value"),
    [(None, None), ((), False), (("study_visit",), False), (("project",), True), ((None,), None)],
)
def test_a_stated_grant_of_the_declared_type_is_known(grants: Any, value: Any) -> None:
    stated = None if grants is None else tuple(EarlierGrant(2016, kind, None, None) for kind in grants)

    fact = derive(declare("stated_grant", grant_type="project"), make_application(earlier_grants=stated))

    assert fact.value is value
    assert fact.details == ({"years": [2016]} if value else {})
