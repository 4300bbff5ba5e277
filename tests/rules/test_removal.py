"""Leaving out or emptying what was stated never acquits and never condemns: on random applications, real and made rounds.

One thing is left: an optional answer on which alone an application was referred, and which then does not stand there at all.
Such an application is the very same as one whose question was never put, as most of the real round, so it cannot be told
from it. An answer that stands there and is blank, or says "vet ej", holds its question open and refers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from prescreen_shared.shapes.application import Application, EarlierGrant
from prescreen_shared.shapes.verdict import TEXT_MISSING, Verdict, findings_told
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.engine.judge import ApplicationJudge
from tests.rules.screen_bundle import EXAMPLES, read_round, shipped_rule_set
from tests.stages.examples import examples
from tests.stages.removing import Removal, pairs, passes_by, removals, without

REAL = "stockholm-2018"
OTHER_YEARS = ("stockholm-2015", "stockholm-2020", "stockholm-2022")
OPERATION: dict[str, tuple[Any, ...]] = {
    "extends_existing_operation": (True, False),
    "starts_new_operation": (True, False),
    "develops_new_method": (True, False),
    "course_or_conference": (True, False),
}
REAL_ANSWERS = OPERATION | {
    "evaluates_existing_operation": (True, False),
    "implements_known_method": (True, False),
    "hands_over_to_ordinary_operations": (True, False),
    "it_system": ("eget journalsystem", "mobil applikation", "nej", "stadens verksamhetssystem"),
    "staff_training": ("none", "part", "main"),
    "other_funding": ("Finsam", "nej"),
    "host_type": ("kvinnojour", "kommun"),
    "destinations": (["Göteborg"], ["Oslo", "Bergen"]),
}
OTHER_ANSWERS = OPERATION | {
    "years_applied_for": (1, 2),
    "report_approved": (True, False),
    "strategic_importance": ("Nej", "Kan användas i hela staden."),
    "other_funding": ("Nej", "Länsstyrelsen"),
    "gender_equality_considered": ("Nej", "Könsuppdelad statistik."),
    "meets_colleagues": (True, False),
    "destinations": (["Göteborg"], ["Stockholm"]),
}
REAL_DESCRIPTIONS = (
    "Vi bygger ett eget journalsystem.",
    "Ett arbete i stadens befintliga verksamhetssystem.",
    "Personalen utbildas. Signs of Safety prövas.",
    "Systematisk uppföljning av insatser för barn.",
    "Vi träffar familjer.",
)
OTHER_DESCRIPTIONS = ("Vi deltar i en konferens.", "Vägar ur våld prövas.", "Vi träffar familjer.")


def applications(
    titles: tuple[str, ...],
    descriptions: tuple[str, ...],
    applicants: tuple[tuple[str, ...], ...],
    granted_in: tuple[int, ...],
    answers: dict[str, tuple[Any, ...]],
    submitted_at: datetime | None = None,
) -> SearchStrategy[Application]:
    """Draw applications that state some of the answers and earlier grants, and leave out others."""
    grants = st.builds(
        EarlierGrant,
        year=st.sampled_from((*granted_in, None)),
        grant_type=st.sampled_from(("project", "study_visit", None)),
        prestudy=st.sampled_from((True, False, None)),
        same_project=st.sampled_from((True, False, None)),
    )
    return st.builds(
        Application,
        application_id=st.just("id"),
        reference=st.just("X-1"),
        revision=st.just(1),
        grant_type=st.sampled_from(("project", "study_visit")),
        title=st.sampled_from(titles),
        description=st.none() | st.sampled_from(descriptions),
        applicants=st.sampled_from((*applicants, ("Okända förvaltningen",))),
        unit=st.none(),
        requested_amount=st.sampled_from((None, 0, 20000, 900000)),
        submitted_at=st.none() | st.just(submitted_at),
        earlier_grants=st.none() | st.lists(grants, max_size=4).map(tuple),
        answers=st.fixed_dictionaries(
            {}, optional={key: st.sampled_from(values) for key, values in answers.items()}
        ),
    )


OF_THE_REAL_ROUND = applications(
    ("Globenmodellen", "Globen-modellen år 4", "Ny väg in", "Kristeamet utvärdering", "Eget journalsystem"),
    REAL_DESCRIPTIONS,
    (("Enskede-Årsta-Vantör",), ("Farsta sdf", "Bromma")),
    (2014, 2015, 2016, 2017, 2018),
    REAL_ANSWERS,
)
OF_OTHER_YEARS = applications(
    ("Vägen vidare", "Ett steg till", "Samtal på jobbet", "Något helt nytt", "Trygg hemgång, del 2"),
    OTHER_DESCRIPTIONS,
    (("Norrmalms stadsdelsförvaltning",), ("Kungsholmen", "Skärholmen")),
    (2017, 2018, 2019, 2020),
    OTHER_ANSWERS,
    datetime(2019, 8, 1, tzinfo=UTC),
)
PARALLEL = Application(
    application_id="id",
    reference="X-1",
    revision=1,
    grant_type="project",
    title="Ny väg in",
    description=REAL_DESCRIPTIONS[0],
    applicants=("Bromma",),
    unit=None,
    requested_amount=20000,
    submitted_at=None,
    earlier_grants=(),
    answers={"it_system": "eget journalsystem"},
)
ORDINARY = replace(
    PARALLEL,
    description=REAL_DESCRIPTIONS[4],
    answers={"extends_existing_operation": True, "develops_new_method": False, "starts_new_operation": False},
)
SILENT = replace(
    PARALLEL,
    title="Något helt nytt",
    description=OTHER_DESCRIPTIONS[2],
    applicants=("Norrmalm",),
    requested_amount=1,
    answers={},
)


@cache
def _screener(name: str) -> ApplicationJudge:
    return ApplicationJudge(shipped_rule_set(name))


@cache
def _call(name: str) -> CallFacts:
    return replace(read_round(EXAMPLES / name)[0], rankings={})


def _outcome(name: str, application: Application) -> Outcome:
    return _verdict(name, application).outcome


def _verdict(name: str, application: Application) -> Verdict:
    rule_set, call = _screener(name).rule_set, _call(name)
    index = CallIndex(rule_set, call)
    index.add(application)
    return _judged(name, call, application, index.context_of(application.application_id))


def _judged(name: str, call: CallFacts, application: Application, context: CallContext) -> Verdict:
    facts = derive_facts(_screener(name).rule_set, call, application, context)
    verdict, differences = _screener(name).judge(application, facts, max_amount=None)
    assert differences == ()
    return verdict


def _assert_no_removal_flips(name: str, application: Application, drawn: DataObject) -> None:
    rules, whole = _screener(name).rule_set, _verdict(name, application)
    singles, doubles = list(removals(rules, application)), list(pairs(rules, application))
    for taken in (*((one,) for one in singles), *_some(doubles, drawn)):
        lesser = _outcome(name, without(application, taken))
        assert not passes_by(whole, lesser, taken), taken
        assert (whole.outcome, lesser) != (Outcome.ELIGIBLE, Outcome.REFUSE), taken


def _some(doubles: list[tuple[Removal, Removal]], drawn: DataObject) -> list[tuple[Removal, Removal]]:
    if not doubles:
        return []
    return drawn.draw(st.lists(st.sampled_from(doubles), max_size=6))


@pytest.mark.long
@examples(150, suppress_health_check=[HealthCheck.too_slow])
@given(OF_THE_REAL_ROUND, st.data())
def test_taking_a_statement_away_never_acquits_or_condemns(
    application: Application, data: DataObject
) -> None:
    _assert_no_removal_flips(REAL, application, data)


@pytest.mark.parametrize("name", OTHER_YEARS)
@examples(60, suppress_health_check=[HealthCheck.too_slow])
@given(application=OF_OTHER_YEARS, data=st.data())
def test_taking_a_statement_away_never_acquits_or_condemns_in_other_years_either(
    name: str, application: Application, data: DataObject
) -> None:
    _assert_no_removal_flips(name, application, data)


ROUNDS = [
    pytest.param(path.parent, marks=pytest.mark.long, id=path.parent.name)
    for path in sorted((*EXAMPLES.rglob("call.json"), *Path(__file__).parent.glob("told_round/call.json")))
]


@pytest.mark.parametrize("folder", ROUNDS)
def test_taking_a_statement_away_in_a_round_never_acquits(folder: Path) -> None:
    name = folder.name if folder.name in (REAL, *OTHER_YEARS) else REAL
    assert list(_passing(name, folder)) == []


@pytest.mark.parametrize("application", [PARALLEL, ORDINARY], ids=["parallel", "ordinary"])
def test_no_two_statements_less_acquit_what_is_refused(application: Application) -> None:
    rules = _screener(REAL).rule_set
    taken = [*((one,) for one in removals(rules, application)), *pairs(rules, application)]

    assert {_outcome(REAL, without(application, each)) for each in taken} <= {Outcome.REFUSE, Outcome.REFER}


def _passing(name: str, folder: Path) -> Iterator[tuple[str, tuple[Removal, ...]]]:
    call, applications = read_round(folder)
    rules, index = _screener(name).rule_set, CallIndex(_screener(name).rule_set, call)
    for application in applications:
        index.add(application)
    for application in applications:
        context = index.context_of(application.application_id)
        whole = _judged(name, call, application, context)
        if whole.outcome in (Outcome.REFUSE, Outcome.REFER):
            for taken in (*((one,) for one in removals(rules, application)), *pairs(rules, application)):
                lesser = _judged(name, call, without(application, taken), context)
                if passes_by(whole, lesser.outcome, taken):
                    yield application.reference, taken


@pytest.mark.parametrize(
    "key", ["it_system", "other_funding", "staff_training", "extends_existing_operation"]
)
def test_an_answer_left_blank_and_one_not_known_come_to_the_same(key: str) -> None:
    blank, unknown, elsewhere = (
        _verdict(REAL, replace(SILENT, answers={key: said})) for said in (" ", "vet ej", "se bilaga 2")
    )

    assert blank.outcome is unknown.outcome is elsewhere.outcome is Outcome.REFER
    assert [each.missing[0] for each in findings_told(blank.findings)] == [f"answers.{key}"]
    assert _decided(blank) == _decided(unknown) == _decided(elsewhere)


def _decided(verdict: Verdict) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.rule, each.status.value, each.missing) for each in verdict.findings]


@pytest.mark.parametrize("text", [None, "", " ", "–", "N/A", "vet ej", "Se bilaga", "\u200b"])
@pytest.mark.parametrize(
    "application", [SILENT, replace(SILENT, grant_type="study_visit")], ids=["project", "visit"]
)
def test_a_missing_text_is_told_once(application: Application, text: str | None) -> None:
    verdict = _verdict(REAL, replace(application, description=text))
    (told,) = findings_told(verdict.findings)
    open_grounds = [each.rule for each in verdict.findings if each.status is FindingStatus.UNDETERMINED]

    assert (told.rule, told.missing[0], verdict.outcome) == (TEXT_MISSING, "description", Outcome.REFER)
    assert [TEXT_MISSING, *told.facts["grounds"]] == open_grounds
    assert len(open_grounds) > 3


def test_the_examples_are_refused_so_that_the_property_says_something() -> None:
    assert _outcome(REAL, PARALLEL) is _outcome(REAL, ORDINARY) is Outcome.REFUSE


@pytest.mark.parametrize("name", OTHER_YEARS[1:])
def test_a_refusal_is_among_what_is_tried(name: str) -> None:
    years = (2017, 2018, 2019)
    grants = tuple(EarlierGrant(year, "project", prestudy=False, same_project=True) for year in years)
    assert _outcome(name, replace(SILENT, earlier_grants=grants)) is Outcome.REFUSE


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

    assert _outcome(REAL, refused) is Outcome.REFUSE
    taken = removals(_screener(REAL).rule_set, refused)
    assert Outcome.ELIGIBLE not in {_outcome(REAL, without(refused, (each,))) for each in taken}


def test_silence_on_every_question_refers_only_for_the_earlier_grants() -> None:
    assert _outcome(REAL, replace(ORDINARY, answers={})) is Outcome.ELIGIBLE
    assert _outcome(REAL, replace(ORDINARY, answers={}, earlier_grants=None)) is Outcome.REFER


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
    assert _outcome(name, SILENT) is expected
