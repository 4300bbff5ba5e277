"""What concerns the call as a whole is found once for each place, with the figures in the sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.call_findings import KINDS, find_call_findings
from scoring_service.domain.rule_set import CallRule
from tests.unit.scoring.make_facts import (
    declare,
    index_of,
    make_application,
    make_call,
    make_rule_set,
    setting_faults,
)

FARSTA = "Farsta stadsdelsförvaltning"


def found(kind: str, call: Any, *applications: Any, text: str = "") -> list[Any]:
    assert setting_faults(KINDS[kind].settings, {}) == []
    administrations = declare("applicants_may_apply", administrations=[FARSTA, "Bromma stadsdelsförvaltning"])
    rule = CallRule(kind, kind, Sentence(text, text), {}, None)
    rule_set = make_rule_set(administrations, call_rules=[rule])
    findings = find_call_findings(rule_set, call, index_of(call, *applications, rule_set=rule_set))
    assert all(finding.facts.keys() == KINDS[kind].facts for finding in findings)
    return (
        [finding.text.sv.replace("\N{NO-BREAK SPACE}", " ") for finding in findings]
        if text
        else [finding.facts for finding in findings]
    )


THREE = [make_application(reference) for reference in ("A-1", "A-2", "A-3")]


def test_an_administration_over_quota_that_has_said_nothing_is_named() -> None:
    text = "{administration} har {applications}, högst {quota}."

    assert found("over_quota_unranked", make_call(), *THREE, text=text) == [f"{FARSTA} har 3, högst 2."]
    assert found("over_quota_unranked", make_call(rankings={FARSTA: ("A-1",)}), *THREE) == []


def test_a_ranking_longer_than_the_quota_is_named() -> None:
    call = make_call(rankings={"farsta": ("A-1", "A-2", "A-3")})

    assert found("ranking_too_long", call, *THREE, text="{administration}: {ranked}") == [f"{FARSTA}: 3"]


def test_a_quota_for_a_grant_type_is_named_with_it() -> None:
    types = {"project": GrantType("Projekt", None, None, max_applications_per_administration=1)}
    call = make_call(grant_types=types, max_applications_per_administration=None)

    assert [facts["grant_type"] for facts in found("over_quota_unranked", call, *THREE)] == ["Projekt"]


def test_a_ranking_of_what_is_not_its_own_is_named() -> None:
    call = make_call(rankings={FARSTA: ("A-1", "X-9"), "Bromma sdf": ("A-1",)})

    assert found("ranking_of_others", call, *THREE) == [
        {"administration": "Bromma sdf", "references": ["A-1"]},
        {"administration": FARSTA, "references": ["X-9"]},
    ]


def test_who_may_not_apply_is_named_with_its_applications() -> None:
    stranger = make_application("B-1", applicants=("Idrottsförvaltningen", FARSTA))

    assert found("may_not_apply", make_call(), *THREE, stranger) == [
        {"administration": "Idrottsförvaltningen", "references": ["B-1"], "count": 1}
    ]


def test_duplicates_are_named_together_with_what_they_ask_for() -> None:
    twins = [
        make_application("T-2", title="Samma"),
        make_application("T-10", title="Samma", requested_amount=None),
    ]

    assert found("duplicates", make_call(), *THREE, *twins) == [
        {
            "references": ["T-2", "T-10"],
            "administrations": [FARSTA],
            "count": 2,
            "titles": ["Samma"],
            "same_title": True,
            "same_applicants": True,
            "sought": 1000,
            "without_amount": 1,
        }
    ]


def test_amounts_that_are_not_stated_are_counted_and_never_summed_as_nothing() -> None:
    silent = [make_application(reference, requested_amount=None) for reference in ("A-1", "A-2")]
    text = (
        "{applications} {applications:plural|ansökan|ansökningar}[ om {sought:amount}]."
        "[ {without_amount} {without_amount:plural|ansökan anger|ansökningar anger} inget belopp.]"
    )

    told = [
        found("sought_against_frame", make_call(), *applications, text=text)[0]
        for applications in (THREE, [*THREE[:1], silent[1]], silent)
    ]
    assert told == [
        "3 ansökningar om 3 000 kr.",
        "2 ansökningar om 1 000 kr. 1 ansökan anger inget belopp.",
        "2 ansökningar. 2 ansökningar anger inget belopp.",
    ]
    assert found("sought_against_frame", make_call(), *silent)[0]["sought"] is None


def test_sums_that_do_not_add_up_are_named_with_the_difference() -> None:
    call = make_call(decided_sums={"study_visit": (206200, 231200), "project": (5, 5), "gift": (9, 8)})
    text = "{grant_type}: {decided:amount}, {stated:amount}, {difference:amount}"

    assert found("sums_differ", call, text=text) == [
        "gift: 9 kr, 8 kr, 1 kr",
        "Studiebesök: 206 200 kr, 231 200 kr, 25 000 kr",
    ]
    assert found("sums_differ", make_call()) == []


def test_what_is_sought_is_set_beside_the_frame() -> None:
    facts = {"grant_type": "Projekt", "applications": 3, "sought": 2000, "budget": 20000, "without_amount": 1}

    assert found(
        "sought_against_frame", make_call(), *THREE[:2], make_application("A-3", requested_amount=None)
    ) == [facts]


def test_unknown_arrivals_are_counted_and_silent_where_all_are_known() -> None:
    known = make_application("K-1", submitted_at=datetime(2017, 10, 1, tzinfo=UTC))

    assert found("arrival_unknown", make_call(), *THREE, known) == [{"unknown": 3, "applications": 4}]
    assert found("arrival_unknown", make_call(), known) == []


def test_a_call_without_a_register_says_so() -> None:
    assert found("without_register", make_call(), *THREE) == [{"applications": 3}]
    assert found("without_register", make_call(register={}), *THREE) == []


def test_an_index_of_another_call_is_refused() -> None:
    with pytest.raises(ValueError, match="other"):
        find_call_findings(make_rule_set(), make_call(call_id="other"), index_of(make_call()))
