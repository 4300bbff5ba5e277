"""Leaving out what was stated never acquits and never condemns under the rules of the other years either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prescreen_shared.shapes.application import Application, EarlierGrant
from prescreen_shared.statuses import Outcome
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.engine.judge import ApplicationJudge
from tests.rules.screen_bundle import EXAMPLES, read_round, shipped_rule_set

NAMES = ("stockholm-2015", "stockholm-2020", "stockholm-2022")
ANSWERS: dict[str, tuple[Any, ...]] = {
    "years_applied_for": (1, 2),
    "report_approved": (True, False),
    "strategic_importance": ("Nej", "Kan användas i hela staden."),
    "extends_existing_operation": (True, False),
    "starts_new_operation": (True, False),
    "develops_new_method": (True, False),
    "other_funding": ("Nej", "Länsstyrelsen"),
    "gender_equality_considered": ("Nej", "Könsuppdelad statistik."),
    "course_or_conference": (True, False),
    "meets_colleagues": (True, False),
    "destinations": (["Göteborg"], ["Stockholm"]),
}
TITLES = ("Vägen vidare", "Ett steg till", "Samtal på jobbet", "Något helt nytt", "Trygg hemgång, del 2")
DESCRIPTIONS = ("Vi deltar i en konferens.", "Vägar ur våld prövas.", "Vi träffar familjer.")
GRANTS = st.builds(
    EarlierGrant,
    year=st.sampled_from((2017, 2018, 2019, 2020, None)),
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
        (("Norrmalms stadsdelsförvaltning",), ("Kungsholmen", "Skärholmen"), ("Okända förvaltningen",))
    ),
    unit=st.none(),
    requested_amount=st.sampled_from((None, 0, 20000, 900000)),
    submitted_at=st.none() | st.just(datetime(2019, 8, 1, tzinfo=UTC)),
    earlier_grants=st.none() | st.lists(GRANTS, max_size=4).map(tuple),
    answers=st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(values) for key, values in ANSWERS.items()}
    ),
)
REFUSED_AND_ACQUITTED = {Outcome.REFUSE, Outcome.ELIGIBLE}


@cache
def _judge(name: str) -> ApplicationJudge:
    return ApplicationJudge(shipped_rule_set(name))


@cache
def _call(name: str) -> Any:
    return replace(read_round(EXAMPLES / name)[0], rankings={})


def _outcome(name: str, application: Application) -> Outcome:
    rule_set, call = _judge(name).rule_set, _call(name)
    index = CallIndex(rule_set, call)
    index.add(application)
    facts = derive_facts(rule_set, call, application, index.context_of(application.application_id))
    verdict, differences = _judge(name).judge(application, facts, max_amount=None)
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


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(application=APPLICATIONS)
def test_removing_a_stated_fact_never_flips_refuse_to_eligible_or_back(
    name: str, application: Application
) -> None:
    whole = _outcome(name, application)
    for lesser in _with_one_fact_less(application):
        assert {whole, _outcome(name, lesser)} != REFUSED_AND_ACQUITTED


def _application(**given: Any) -> Application:
    return Application(
        application_id="id",
        reference="X-1",
        revision=1,
        grant_type="project",
        title=TITLES[3],
        description=DESCRIPTIONS[2],
        applicants=("Norrmalm",),
        requested_amount=1,
        **given,
    )


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_refusal_is_among_what_is_tried(name: str) -> None:
    years = (2017, 2018, 2019)
    grants = tuple(EarlierGrant(year, "project", prestudy=False, same_project=True) for year in years)
    application = _application(earlier_grants=grants)
    assert _outcome(name, application) is Outcome.REFUSE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stockholm-2015", Outcome.REFER),
        ("stockholm-2020", Outcome.REFER),
        ("stockholm-2022", Outcome.ELIGIBLE),
    ],
)
def test_silence_on_every_question_asks_for_what_the_year_makes_a_condition(
    name: str, expected: Outcome
) -> None:
    silent = _application(earlier_grants=())
    assert _outcome(name, silent) is expected
