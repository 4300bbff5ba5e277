"""Applications for the same thing are found whatever their order, and different ones are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.similar import alike_titles
from tests.unit.scoring.make_facts import (
    declare,
    derive,
    index_of,
    make_application,
    make_call,
    make_rule_set,
)

TEXT = (
    "Vi reser för att lära hur kommunen arbetar uppsökande med unga vuxna som lever i hemlöshet och missbruk."
)
ONE: dict[str, Any] = {"title": "Resa till Oslo om hemlöshet", "description": TEXT}


def alike(other: dict[str, Any], **first: Any) -> bool:
    given = {**ONE, **first}
    index = index_of(
        make_call(), make_application("A-1", **given), make_application("A-2", **{**given, **other})
    )
    return bool(index.context_of("id-A-1").similar)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"title": "Resa till Oslo, om hemlösheten"},
        {"title": "Resa till Oslo – om hemlöshet", "applicants": ("Bromma", "farsta sdf")},
        {"description": None},
        {"title": "Ett helt annat namn"},
        {"title": "Resan till Oslo, hemlöshet", "description": "Samma resa med andra ord."} | {"answers": {}},
    ],
)
def test_the_same_thing_in_other_words_is_found(other: dict[str, Any]) -> None:
    place = {"answers": {"destinations": ["Oslo"], "host_type": "kommun"}}

    assert alike({**other, **place}, **place)


@pytest.mark.parametrize(
    "other",
    [
        {"grant_type": "study_visit"},
        {"applicants": ("Bromma stadsdelsförvaltning",)},
        {"title": "Resa till Bergen om våld", "description": "Något helt annat, om våld i nära relationer."},
        {"description": "Hur de arbetar med äldre."},
    ],
)
def test_another_thing_is_left_alone(other: dict[str, Any]) -> None:
    assert not alike(other)


def test_two_steps_of_one_programme_are_two_things() -> None:
    assert not alike(
        {"title": "Utbildning steg 2", "description": "Fortsättning."}, title="Utbildning steg 1"
    )


def test_two_visits_to_the_same_kind_of_host_in_one_town_can_be_two() -> None:
    place = {"answers": {"destinations": ["Oslo"], "host_type": "kommun"}}

    assert not alike({"title": "Om äldre", "description": "Äldre bor kvar hemma längre.", **place}, **place)


JOINT: dict[str, Any] = {
    "title": "Aarhus – brukarstyrda inläggningar",
    "description": "Studieresa för att ta del av psykiatrins brukarstyrda inläggningar.",
    "applicants": ("Bromma", "Farsta"),
    "answers": {"destinations": ["Aarhus"]},
}


def test_a_joint_trip_told_in_other_words_is_found_though_the_host_is_not_stated() -> None:
    other = {
        "title": "Resa till Århus: inläggning på brukarens villkor",
        "description": "Vi vill se hur psykiatrin arbetar med brukarstyrda inläggningar.",
        "answers": {"destinations": ["Århus"], "host_type": "klinik"},
    }

    assert alike(other, **JOINT)
    assert not alike({**other, "applicants": ("Farsta",)}, **JOINT)


def test_another_joint_trip_to_the_same_town_is_left_alone() -> None:
    other = {"title": "Århus – ungdomsmottagning", "description": "Hur de arbetar med killgrupper i skolan."}

    assert not alike(other, **JOINT)


def test_all_that_are_linked_form_one_group_in_the_order_of_references() -> None:
    applications = [make_application(f"A-{number}", **ONE) for number in (10, 2, 1)]
    chained = make_application("A-3", title="Något annat", description=TEXT)
    index = index_of(make_call(), *applications, chained)

    assert [[entry.reference for entry in group] for group in index.similar.groups] == [
        ["A-1", "A-2", "A-3", "A-10"]
    ]


def test_at_most_twenty_are_named_and_the_rest_counted() -> None:
    index = index_of(make_call(), *(make_application(f"A-{number}", **ONE) for number in range(30)))
    fact = derive(declare("similar_application"), make_application(), context=index.context_of("id-A-7"))

    assert fact.value is True
    assert len(fact.details["references"]) == 20
    assert fact.details["count"] == 29
    assert derive(declare("similar_application"), make_application(), context=CallContext()).value is False


def test_the_rule_set_says_how_alike_they_must_be() -> None:
    strict = make_rule_set(declare("similar_application", title_likeness=100, text_likeness=100))
    first = make_application("A-1", **ONE)
    second = make_application("A-2", title="Resa till Oslo om hemlösheten", description="Vi" + TEXT)

    assert index_of(make_call(), first, second).similar.groups
    assert not index_of(make_call(), first, second, rule_set=strict).similar.groups


def test_short_titles_are_alike_across_a_hyphen_and_numbers_keep_titles_apart() -> None:
    titles = ["globen modellen", "globenmodellen", "steg 1 av programmet", "steg 2 av programmet"]

    assert list(alike_titles(titles, 90)) == [("globen modellen", "globenmodellen")]


def test_an_answer_of_a_wrong_type_does_not_keep_the_others_from_being_compared() -> None:
    odd = make_application(
        "A-1", **ONE, requested_amount="mycket", answers={"destinations": [7], "host_type": {}}
    )
    index = index_of(make_call(), odd, make_application("A-2", **ONE))

    assert index.context_of("id-A-2").similar == ("A-1",)
    assert index.entries[0].requested_amount is None


def _likeness_of(other: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    place = {"answers": {"destinations": ["Oslo"], "host_type": "kommun"}}
    first = make_application("A-1", **ONE, **place)
    index = index_of(make_call(), first, make_application("A-2", **{**ONE, **other, **place}))
    fact = derive(declare("similar_application"), first, context=index.context_of("id-A-1"))
    return fact.details, [words.quote for words in fact.evidence]


def test_what_is_alike_is_told_and_quoted() -> None:
    details, quotes = _likeness_of({"requested_amount": 1})

    assert (details["same_title"], details["same_applicants"], details["same_amount"]) == (True, True, False)
    assert details["opening"] == TEXT
    assert quotes == [ONE["title"], TEXT]


def test_words_that_all_have_are_shown_as_they_are_written_where_the_texts_differ() -> None:
    details, quotes = _likeness_of({"title": "Resa till Oslo, om hemlösheten", "description": None})

    assert details["same_title"] is False
    assert details["opening"] is None
    assert details["words"] == ["Resa", "Oslo", "hemlöshet"]
    assert quotes == [ONE["title"]]


def test_two_amounts_that_are_not_stated_are_not_the_same() -> None:
    place = {"answers": {"destinations": ["Oslo"], "host_type": "kommun"}, "requested_amount": None}
    index = index_of(make_call(), *(make_application(each, **ONE, **place) for each in ("A-1", "A-2")))
    context = index.context_of("id-A-1")

    assert context.alike is not None
    assert context.alike.amount is False
