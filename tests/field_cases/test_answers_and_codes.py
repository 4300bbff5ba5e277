"""Answers and codes: a day that is none hides no other ground, silence names nothing, and a code is understood or said (09, 21, 23)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prescreen_shared.shapes.verdict import Finding, Verdict
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.rules.screen_bundle import Screened, shipped_rule_set
from tests.stages.both_services import bundle_of, import_and_screen
from tests.stages.intake import IntakeStage

DATA = Path(__file__).with_name("data")
DATES, NOTHING, CODES = (
    DATA / name
    for name in (
        "09-a-date-asked-of-the-applicant",
        "21-answers-that-say-nothing",
        "23-register-kind-in-capitals",
    )
)
SYSTEM = "parallel-system"
Json = dict[str, Any]


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def finding(verdict: Verdict, rule: str) -> Finding:
    return next(each for each in verdict.findings if each.rule == rule)


def answered(bundle: Json, key: str, answers: list[Any]) -> Json:
    """Give a bundle whose applications are its first one with each of these answers."""
    made = copy.deepcopy(bundle)
    first = made["applications"][0]
    made["applications"] = [
        {
            **first,
            "reference": f"R-{number}",
            "title": f"Arbete {number} i grupp {number * 17}",
            "answers": {**first["answers"], key: answer},
        }
        for number, answer in enumerate(answers)
    ]
    return made


def days_read(intake: IntakeStage, bundle: Json) -> dict[str, Finding]:
    found = import_and_screen(intake, bundle, read_rule_file(DATES / "rules.yaml"))
    for verdict in found.verdicts.values():
        assert finding(verdict, "for-fa-medlemmar").status.value == "met"
        assert verdict.outcome.value == "refuse"
    return {reference: finding(verdict, "sen-ansokan") for reference, verdict in found.verdicts.items()}


def test_an_answer_that_is_no_day_hides_no_other_ground_and_is_quoted(intake: IntakeStage) -> None:
    bundle = bundle_of(DATES)
    days = days_read(intake, bundle)
    written = {entry["reference"]: entry["answers"]["bildad"] for entry in bundle["applications"]}
    assert days.pop("A0").status.value == "met"
    for reference, each in days.items():
        assert (each.status.value, each.missing) == ("undetermined", ("answers.bildad",))
        assert (written[reference] or "") in each.text.sv


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (" 2026-03-20 ", "met"),
        ("2026\u201103\u201120", "met"),
        ("2026–03–20", "met"),
        ("２０２６-03-20", "met"),
        ("2026-3-20", "undetermined"),
        ("20260320", "met"),
        ("1/8 2022", "undetermined"),
        ("i mars", "undetermined"),
        ("2026-03-20 kl. 12", "undetermined"),
        ("se stadgarna", "undetermined"),
        ("–", "undetermined"),
    ],
)
def test_days_as_people_write_them_are_read_or_quoted(intake: IntakeStage, answer: str, status: str) -> None:
    [day] = days_read(intake, answered(bundle_of(DATES), "bildad", [answer])).values()
    assert day.status.value == status, day.text.sv


def test_a_question_on_a_day_checks_the_answer_when_it_comes_in(intake: IntakeStage) -> None:
    bundle = bundle_of(DATES, call="call-date-question.json")
    faults = intake.post("/api/bundles", bundle).json["errors"]
    assert [(each["entry"], each["field"], each["code"]) for each in faults] == [
        (reference, "answers.bildad", "not_a_date") for reference in ("A1", "A2", "A3", "A4")
    ]
    bundle["applications"] = [entry for entry in bundle["applications"] if entry["reference"] in ("A0", "A5")]
    days = days_read(intake, bundle)
    assert {reference: each.status.value for reference, each in days.items()} == {
        "A0": "met",
        "A5": "undetermined",
    }


def test_answers_that_say_nothing_name_no_system(intake: IntakeStage) -> None:
    found = import_and_screen(intake, bundle_of(NOTHING), shipped_rule_set())
    assert len(found.verdicts) == 12
    for reference, verdict in found.verdicts.items():
        asks = reference == "P7"
        assert verdict.outcome.value == ("refer" if asks else "eligible"), reference
        assert finding(verdict, SYSTEM).status.value == ("undetermined" if asks else "not_met"), reference
    asked = finding(found.verdicts["P7"], SYSTEM)
    assert asked.missing == ("answers.it_system",)
    assert asked.text.sv.count("”Vet ej”") == 1
    assert "beskrivning" not in asked.text.sv


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (["_", "./.", "NaN", "#N/A", "u.a.", "ET", "skip", "Ej ifylld", "Ej besvarat", "[tomt]"], "not_met"),
        (["Absolut inte", "Projektet omfattar inga IT-system", "No IT system needed"], "not_met"),
        (["Inget utöver det vi har", "Inget annat än befintliga system", "Nej/ej relevant"], "not_met"),
        (["Se bil. 1", "Skickas separat", "Kan inte svara", "tbd", "Att komplettera", "?"], "undetermined"),
        (["Nej, men vi bygger en app", "Inget utöver appen", "Nej. Vi köper Procapita."], "met"),
    ],
)
def test_other_answers_that_say_nothing_name_none_and_those_that_name_one_do(
    intake: IntakeStage, answers: list[str], status: str
) -> None:
    found = import_and_screen(intake, answered(bundle_of(NOTHING), "it_system", answers), shipped_rule_set())
    told = {
        answers[int(reference.removeprefix("R-"))]: finding(verdict, SYSTEM).status.value
        for reference, verdict in found.verdicts.items()
    }
    assert told == dict.fromkeys(answers, status)


def with_programme(intake: IntakeStage, kind: str) -> Screened:
    bundle = bundle_of(CODES)
    bundle["register"]["city_programmes"][0]["kind"] = kind
    return import_and_screen(intake, bundle, shipped_rule_set())


@pytest.mark.parametrize("kind", ["IT", "it", "It", " it ", "ＩＴ", "i\u00adt", "IT\u00a0"])
def test_a_kind_in_any_writing_is_the_kind_that_the_rules_look_for(intake: IntakeStage, kind: str) -> None:
    found = with_programme(intake, kind)
    outcomes = {reference: verdict.outcome.value for reference, verdict in found.verdicts.items()}
    assert outcomes == {"app-for-youth": "refer", "system": "refuse"}
    for verdict in found.verdicts.values():
        assert finding(verdict, SYSTEM).status.value == "met"


@pytest.mark.parametrize("kind", ["It-system", "digitalisering", "I.T.", "IT/digitalt", "informationsteknik"])
def test_a_kind_that_the_rules_do_not_know_is_said_and_leaves_nobody_eligible(
    intake: IntakeStage, kind: str
) -> None:
    found = with_programme(intake, kind)
    assert {verdict.outcome.value for verdict in found.verdicts.values()} == {"refer"}
    said = [each.text.sv for each in found.call_findings if kind in each.text.sv]
    assert len(said) == 1
    assert "it" in said[0]
    for verdict in found.verdicts.values():
        ground = finding(verdict, SYSTEM)
        assert ground.missing[0] == "register.city_programmes"
        assert "beskrivning" not in ground.text.sv
