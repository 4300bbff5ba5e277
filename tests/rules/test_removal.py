"""Leaving out what was stated never acquits and never condemns: shown on random applications under the shipped rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prescreen_shared.shapes.application import Application, EarlierGrant
from prescreen_shared.statuses import Outcome
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.engine.judge import ApplicationJudge
from tests.rules.screen_bundle import real_round, shipped_rule_set

CHOICES: dict[str, tuple[Any, ...]] = {
    "extends_existing_operation": (True, False),
    "evaluates_existing_operation": (True, False),
    "starts_new_operation": (True, False),
    "implements_known_method": (True, False),
    "develops_new_method": (True, False),
    "hands_over_to_ordinary_operations": (True, False),
    "it_system": ("eget journalsystem", "mobil applikation", "nej", "stadens verksamhetssystem"),
    "staff_training": ("none", "part", "main"),
    "other_funding": ("Finsam", "nej"),
    "host_type": ("kvinnojour", "kommun"),
    "destinations": (["Göteborg"], ["Oslo", "Bergen"]),
    "course_or_conference": (True, False),
}
TITLES = (
    "Globenmodellen",
    "Globen-modellen år 4",
    "Ny väg in",
    "Kristeamet utvärdering",
    "Eget journalsystem",
)
DESCRIPTIONS = (
    "Vi bygger ett eget journalsystem.",
    "Ett arbete i stadens befintliga verksamhetssystem.",
    "Personalen utbildas. Signs of Safety prövas.",
    "Systematisk uppföljning av insatser för barn.",
    "Vi träffar familjer.",
)
GRANTS = st.builds(
    EarlierGrant,
    year=st.sampled_from((2014, 2015, 2016, 2017, 2018, None)),
    grant_type=st.sampled_from(("project", "study_visit", None)),
    prestudy=st.sampled_from((True, False, None)),
    same_project=st.sampled_from((True, False, None)),
)
APPLICATIONS = st.builds(
    Application,
    application_id=st.just("id"),
    reference=st.just("X-1"),
    revision=st.just(1),
    grant_type=st.sampled_from(("project", "study_visit")),
    title=st.sampled_from(TITLES),
    description=st.none() | st.sampled_from(DESCRIPTIONS),
    applicants=st.sampled_from(
        (("Enskede-Årsta-Vantör",), ("Farsta sdf", "Bromma"), ("Okända förvaltningen",))
    ),
    unit=st.none(),
    requested_amount=st.sampled_from((None, 0, 20000, 900000)),
    submitted_at=st.none(),
    earlier_grants=st.none() | st.lists(GRANTS, max_size=4).map(tuple),
    answers=st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(values) for key, values in CHOICES.items()}
    ),
)
REFUSED_AND_ACQUITTED = {Outcome.REFUSE, Outcome.ELIGIBLE}


@cache
def _judge() -> ApplicationJudge:
    return ApplicationJudge(shipped_rule_set())


def _outcome(application: Application) -> Outcome:
    rule_set = _judge().rule_set
    call = replace(real_round()[0], rankings={})
    index = CallIndex(rule_set, call)
    index.add(application)
    facts = derive_facts(rule_set, call, application, index.context_of(application.application_id))
    verdict, differences = _judge().judge(application, facts, max_amount=None)
    assert differences == ()
    return verdict.outcome


def _with_one_fact_less(application: Application) -> Iterator[Application]:
    for field in ("description", "requested_amount", "earlier_grants"):
        yield replace(application, **{field: None})
    for key in application.answers:
        yield replace(application, answers={**application.answers, key: None})
    for number, grant in enumerate(application.earlier_grants or ()):
        for field in ("year", "grant_type", "prestudy", "same_project"):
            grants = list(application.earlier_grants or ())
            grants[number] = replace(grant, **{field: None})
            yield replace(application, earlier_grants=tuple(grants))


PARALLEL = Application(
    application_id="id",
    reference="X-1",
    revision=1,
    grant_type="project",
    title="Ny väg in",
    description=DESCRIPTIONS[0],
    applicants=("Bromma",),
    unit=None,
    requested_amount=20000,
    submitted_at=None,
    earlier_grants=(),
    answers={"it_system": "eget journalsystem"},
)
ORDINARY = replace(
    PARALLEL,
    description=DESCRIPTIONS[4],
    answers={"extends_existing_operation": True, "develops_new_method": False, "starts_new_operation": False},
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(PARALLEL)
@example(ORDINARY)
@given(APPLICATIONS)
def test_removing_a_stated_fact_never_flips_refuse_to_eligible_or_back(application: Application) -> None:
    whole = _outcome(application)
    for lesser in _with_one_fact_less(application):
        assert {whole, _outcome(lesser)} != REFUSED_AND_ACQUITTED


def test_the_examples_are_refused_so_that_the_property_says_something() -> None:
    assert _outcome(PARALLEL) is _outcome(ORDINARY) is Outcome.REFUSE


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("Journalsystem", "Vi vill köpa ett journalsystem."),
        (
            "Journal Digital (dokumentationsstöd)",
            "De vill använda sig av Journal Digital, ett dokumentationsstöd.",
        ),
        ("ärendehanteringssystem", "Vi planerar att bygga ett nytt ärendehanteringssystem."),
    ],
)
def test_a_system_refused_is_still_referred_when_anything_is_left_out(answer: str, text: str) -> None:
    refused = replace(PARALLEL, description=text, answers={"it_system": answer})

    assert _outcome(refused) is Outcome.REFUSE
    assert Outcome.ELIGIBLE not in {_outcome(lesser) for lesser in _with_one_fact_less(refused)}


def test_silence_on_every_question_refers_only_for_the_earlier_grants() -> None:
    assert _outcome(replace(ORDINARY, answers={})) is Outcome.ELIGIBLE
    assert _outcome(replace(ORDINARY, answers={}, earlier_grants=None)) is Outcome.REFER
