"""Applications are counted for every co-applicant, and rankings decide who is set aside, referred or only noted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read, write
from scoring_service.domain.condition import FactType
from scoring_service.domain.derive.kind import CallContext
from tests.unit.scoring.make_facts import declare, derive, index_of, make_application, make_call

WAYS = ("left_out_over_quota", "left_out_within_quota", "over_quota_unranked", "ranking_too_long")
FARSTA, BROMMA = "Farsta stadsdelsförvaltning", "Bromma stadsdelsförvaltning"


def ways_of(reference: str, call: Any, *applications: Any) -> list[str]:
    context = index_of(call, *applications).context_of(f"id-{reference}")
    return [
        way
        for way in WAYS
        if derive(declare("administration_standing", way=way), make_application(), call, context).value
    ]


def three(**given: Any) -> list[Any]:
    return [make_application(reference, **given) for reference in ("A-1", "A-2", "A-3")]


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (None, {"A-1": ["over_quota_unranked"], "A-3": ["over_quota_unranked"]}),
        ([], {"A-1": ["over_quota_unranked"], "A-3": ["over_quota_unranked"]}),
        (["X-9"], {"A-1": ["over_quota_unranked"], "A-3": ["over_quota_unranked"]}),
        (["A-1", "A-2"], {"A-1": [], "A-3": ["left_out_over_quota"]}),
        (["A-1"], {"A-1": [], "A-3": ["left_out_over_quota"]}),
        (["A-1", "A-2", "A-3"], {"A-1": ["ranking_too_long"], "A-3": ["ranking_too_long"]}),
        (["A-1", "A-2", "X-9"], {"A-1": [], "A-3": ["left_out_over_quota"]}),
    ],
)
def test_an_administration_over_its_quota_is_asked_or_obeyed(
    ranking: Any, expected: dict[str, list[str]]
) -> None:
    call = make_call(rankings={} if ranking is None else {"FARSTA sdf": tuple(ranking)})

    assert {reference: ways_of(reference, call, *three()) for reference in expected} == expected


def test_a_ranking_longer_than_the_quota_sets_aside_what_it_leaves_out_and_none_of_those_it_names() -> None:
    applications = [*three(), make_application("A-4")]
    call = make_call(rankings={FARSTA: ("A-1", "A-2", "A-3")})

    assert ways_of("A-4", call, *applications) == ["left_out_over_quota"]
    assert [ways_of(each, call, *applications) for each in ("A-1", "A-3")] == [["ranking_too_long"]] * 2


def test_what_was_ranked_instead_is_named_up_to_the_quota_and_in_the_order_given() -> None:
    applications = [
        *three(),
        make_application("A-4", title="Resa  till\nOslo"),
        make_application("A-5", title=None),
    ]
    call = make_call(rankings={FARSTA: ("A-4", "A-5", "A-1")})
    context = index_of(call, *applications).context_of("id-A-2")

    assert {each.considered for each in context.standings} == {("A-4 (”Resa till Oslo”)", "A-5")}
    assert {each.considered for each in index_of(call, *applications).context_of("id-A-4").standings} == {
        None
    }


def test_what_is_left_out_within_the_quota_is_set_aside_too() -> None:
    applications = [make_application("A-1"), make_application("A-2")]

    assert ways_of("A-2", make_call(rankings={FARSTA: ("A-1",)}), *applications) == ["left_out_within_quota"]


def test_co_applicants_count_against_each_quota_and_one_can_leave_out() -> None:
    joint = make_application("B-1", applicants=(BROMMA, "farsta", FARSTA))
    call = make_call(rankings={FARSTA: ("A-1", "A-2")})
    fact = derive(
        declare("administration_standing", way="left_out_over_quota"),
        joint,
        call,
        index_of(call, *three()[:2], joint).context_of("id-B-1"),
    )

    assert fact.value is True
    assert fact.details.pop("considered") == ["A-1 (”Titel för A-1”)", "A-2 (”Titel för A-2”)"]
    assert fact.details == {"administrations": [FARSTA], "applications": 3, "quota": 2, "ranked": 2}
    assert [evidence.quote for evidence in fact.evidence] == [FARSTA]


def test_a_quota_for_each_grant_type_counts_only_its_own() -> None:
    types = {
        name: GrantType(name, None, None, max_applications_per_administration=1)
        for name in ("project", "visit")
    }
    call = make_call(grant_types=types, max_applications_per_administration=None)
    applications = [
        make_application("A-1"),
        make_application("A-2"),
        make_application("A-3", grant_type="visit"),
    ]

    assert ways_of("A-1", call, *applications) == ["over_quota_unranked"]
    assert ways_of("A-3", call, *applications) == []


def test_a_ranking_of_one_grant_type_says_nothing_of_another_with_its_own_quota() -> None:
    types = {
        name: GrantType(name, None, None, max_applications_per_administration=1)
        for name in ("project", "visit")
    }
    call = make_call(
        grant_types=types, max_applications_per_administration=None, rankings={FARSTA: ("V-1", "X-9")}
    )
    visits = [make_application(reference, grant_type="visit") for reference in ("V-1", "V-2")]

    assert ways_of("A-1", call, *three(), *visits) == ["over_quota_unranked"]
    assert ways_of("A-1", call, make_application("A-1"), *visits) == []
    assert ways_of("V-2", call, *three(), *visits) == ["left_out_over_quota"]
    assert ways_of("V-1", call, *three(), *visits) == []


def test_a_ranking_within_a_quota_for_all_together_leaves_out_whatever_the_grant_type() -> None:
    applications = [make_application("A-1"), make_application("V-1", grant_type="visit")]

    assert ways_of("A-1", make_call(rankings={FARSTA: ("V-1",)}), *applications) == ["left_out_within_quota"]


def test_without_a_quota_nobody_is_over_it() -> None:
    assert ways_of("A-1", make_call(max_applications_per_administration=None), *three()) == []


def test_the_number_of_applications_is_that_of_the_busiest_applicant() -> None:
    call = make_call()
    joint = make_application("B-1", applicants=(BROMMA, FARSTA))
    declaration = declare("applications_of_administration", FactType.INTEGER)

    assert derive(declaration, joint, call, index_of(call, *three(), joint).context_of("id-B-1")).value == 4
    assert derive(declaration, joint, call).missing == ("applicants",)


def _rank(reference: str, call: Any, *applications: Any) -> Any:
    context = index_of(call, *applications).context_of(f"id-{reference}")
    declaration = declare("rank_in_administration", FactType.INTEGER)
    return derive(declaration, make_application(reference), call, context)


def test_a_rank_is_the_place_in_the_order_that_the_administration_gave() -> None:
    call = make_call(rankings={"FARSTA sdf": ("A-3", "X-9", "A-1", "A-3")})

    assert [_rank(f"A-{number}", call, *three()).value for number in (1, 2, 3)] == [2, None, 1]
    assert [_rank(f"A-{number}", call, *reversed(three())).value for number in (1, 2, 3)] == [2, None, 1]


def test_a_ranking_under_two_spellings_gives_the_better_place_whichever_came_first() -> None:
    rankings = {"FARSTA sdf": ("A-1", "A-2"), FARSTA: ("A-2", "A-3")}
    turned = dict(reversed(rankings.items()))

    for given in (rankings, turned):
        assert _rank("A-2", make_call(rankings=given), *three()).value == 1


def test_a_joint_application_has_its_best_rank_and_tells_each() -> None:
    joint = make_application("B-1", applicants=(FARSTA, BROMMA))
    call = make_call(rankings={FARSTA: ("A-1", "B-1"), BROMMA: ("B-1",)})
    fact = _rank("B-1", call, *three(), joint)

    assert fact.value == 1
    assert dict(zip(fact.details["administrations"], fact.details["ranks"], strict=True)) == {
        BROMMA: 1,
        FARSTA: 2,
    }


def test_without_a_ranking_there_is_no_rank() -> None:
    assert _rank("A-1", make_call(), *three()).value is None


def test_a_context_is_the_same_after_being_stored_as_json() -> None:
    index = index_of(make_call(rankings={FARSTA: ("A-1",)}), *three(title="Samma sak"))
    context = index.context_of("id-A-2")

    assert read(CallContext, json.loads(json.dumps(write(context)))) == context
    assert context.similar == ("A-1", "A-3")


def test_an_application_that_was_never_added_has_no_context() -> None:
    with pytest.raises(KeyError):
        index_of(make_call()).context_of("id-A-1")
