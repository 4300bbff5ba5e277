"""Days and clocks: arrivals are taken as they are known and told on the call's own clock, in intake and scoring alike."""

from __future__ import annotations

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
LATE, DAY, KNOWN = (
    DATA / name
    for name in (
        "06-late-by-seconds",
        "07-day-of-arrival-on-the-calls-clock",
        "34-only-the-day-of-arrival-is-known",
    )
)
PERIOD = "outside-call-period"


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def finding(verdict: Verdict, rule: str) -> Finding:
    return next(each for each in verdict.findings if each.rule == rule)


def screened(intake: IntakeStage, arrivals: dict[str, str], **terms: Any) -> Screened:
    """Screen the call of case 34 with an application for each of ``arrivals``."""
    bundle = bundle_of(KNOWN)
    like = bundle["applications"][0]
    bundle["call"] |= terms
    bundle["applications"] = [
        {
            **like,
            "reference": name,
            "title": f"Arbete {name}",
            "applicants": [f"{name} förvaltning"],
            "submitted_at": at,
        }
        for name, at in arrivals.items()
    ]
    return import_and_screen(intake, bundle, shipped_rule_set())


@pytest.mark.parametrize(
    "instead", [{}, {"call": "call-2359.json", "applications": "applications-2359.json"}]
)
def test_a_refusal_for_seconds_never_states_the_same_time_twice(
    intake: IntakeStage, instead: dict[str, str]
) -> None:
    found = import_and_screen(intake, bundle_of(LATE, **instead), shipped_rule_set())
    for reference, verdict in found.verdicts.items():
        late = finding(verdict, PERIOD)
        assert (late.status.value == "met") is (reference != "in-time"), reference
        if reference != "in-time":
            facts = late.facts
            assert facts["submission_time.arrived"] != facts["submission_time.closes_on"]
            for text, language in ((late.text.sv, "sv"), (late.text.en, "en")):
                arrived, closed = _times(text, language)
                assert arrived != closed, text


def _times(text: str, language: str) -> list[str]:
    mark = {"sv": " kl. ", "en": " at "}[language]
    return [after.split(" ")[0].rstrip(".") for after in text.split(mark)[1:]]


@pytest.mark.parametrize(
    ("closes_at", "arrived", "told"),
    [
        ("2017-12-01T12:00:00", "2017-12-01T12:00:00+01:00", ("kl. 12:00:00", "kl. 12:00.")),
        ("2017-12-01T12:00:30", "2017-12-01T11:00:30.25Z", ("kl. 12:00:30,25", "kl. 12:00:30.")),
        ("2017-12-01T16:00:00", "2017-12-01T16:01:00+01:00", ("kl. 16:01", "kl. 16:00.")),
        ("2017-12-01T09:00:00", "2017-12-01 09:00:59", ("kl. 09:00:59", "kl. 09:00:00.")),
        ("2017-12-01T23:59:59", "2017-12-01T22:59:59.000250Z", ("kl. 23:59:59,00025", "kl. 23:59:59.")),
    ],
)
def test_times_are_told_as_finely_as_they_differ(
    intake: IntakeStage, closes_at: str, arrived: str, told: tuple[str, str]
) -> None:
    late = finding(screened(intake, {"late": arrived}, closes_at=closes_at).verdicts["late"], PERIOD)
    assert late.text.sv == (
        f"Avslag, ansökan kom in 1 december 2017 {told[0]}. Ansökningstiden gick ut 1 december 2017 {told[1]}"
    )


@pytest.mark.parametrize(
    ("arrived", "told"),
    [
        ("2018-10-28T02:30:00+01:00", ("02:30 (UTC+01:00)", "02:30 (UTC+02:00).")),
        ("2018-10-28T02:10:00+01:00", ("02:10 (UTC+01:00)", "02:30 (UTC+02:00).")),
        ("2018-10-28T03:10:00+01:00", ("03:10 (UTC+01:00)", "02:30 (UTC+02:00).")),
        ("2018-10-28T02:40:00+02:00", ("02:40", "02:30.")),
    ],
)
def test_times_of_an_hour_that_comes_twice_are_told_apart(
    intake: IntakeStage, arrived: str, told: tuple[str, str]
) -> None:
    closing = {"opens_on": "2018-01-01", "closes_on": "2018-10-28", "closes_at": "2018-10-28T02:30:00+02:00"}
    late = finding(screened(intake, {"late": arrived}, **closing).verdicts["late"], PERIOD)
    assert late.text.sv == (
        f"Avslag, ansökan kom in 28 oktober 2018 kl. {told[0]}. "
        f"Ansökningstiden gick ut 28 oktober 2018 kl. {told[1]}"
    )


def test_a_day_is_the_day_of_the_calls_own_clock(intake: IntakeStage) -> None:
    found = import_and_screen(intake, bundle_of(DAY), read_rule_file(DAY / "rules.yaml"))
    told = {
        reference: (each.effect.value, each.text.sv)
        for reference, verdict in found.verdicts.items()
        if (each := finding(verdict, "sen-ansokan")).status.value == "met"
    }
    reduced = "efter sista dagen. Bidraget sätts ned."
    assert told == {
        **{f"late-{number}": ("note", f"Ansökan kom in 16 mars 2026, {reduced}") for number in (1, 2, 3)},
        "late-summer-time": ("note", f"Ansökan kom in 12 april 2026, {reduced}"),
        "too-late": ("refuse", "Avslag, ansökan kom in 13 april 2026, mer än fyra veckor för sent."),
    }


@pytest.mark.parametrize(
    ("zone", "stated", "day"),
    [
        ("Europe/Helsinki", "2026-03-15T22:10:00Z", "16 mars 2026"),
        ("America/Nuuk", "2026-03-16T01:30:00Z", None),
        ("Europe/Stockholm", "2026-03-16", "16 mars 2026"),
        ("Europe/Stockholm", "2026-03-29T22:30:00Z", "30 mars 2026"),
        ("Europe/Stockholm", "2026-03-15 23:59", None),
    ],
)
def test_the_day_follows_the_zone_of_the_call(
    intake: IntakeStage, zone: str, stated: str, day: str | None
) -> None:
    bundle = bundle_of(DAY)
    bundle["call"]["time_zone"] = zone
    bundle["applications"] = [{**bundle["applications"][0], "reference": "one", "submitted_at": stated}]
    verdict = import_and_screen(intake, bundle, read_rule_file(DAY / "rules.yaml")).verdicts["one"]
    told = finding(verdict, "sen-ansokan")
    assert (told.status.value == "met", day or "") == (
        day is not None,
        day if day and day in told.text.sv else "",
    )


def test_a_day_alone_is_taken_as_far_as_it_settles_the_rule(intake: IntakeStage) -> None:
    found = import_and_screen(intake, bundle_of(KNOWN), shipped_rule_set())
    places = {reference: facts["submission_time"].value for reference, facts in found.facts.items()}
    assert places == {"in-day": "within", "last-day": "within", "day-after": "after"}
    late = finding(found.verdicts["day-after"], PERIOD)
    assert late.text.sv == "Avslag, ansökan kom in 2 december 2017. Ansökningstiden gick ut 1 december 2017."


def test_a_day_that_does_not_settle_the_rule_is_undetermined_and_asks_for_the_time(
    intake: IntakeStage,
) -> None:
    found = import_and_screen(intake, bundle_of(KNOWN, call="call-noon.json"), shipped_rule_set())
    places = {reference: facts["submission_time"].value for reference, facts in found.facts.items()}
    assert places == {"in-day": "within", "last-day": None, "day-after": "after"}
    open_one = finding(found.verdicts["last-day"], PERIOD)
    assert open_one.status.value == "undetermined"
    assert open_one.missing == ("submitted_at",)
    assert "klockslaget" in open_one.text.sv
    assert found.verdicts["last-day"].outcome.value == "refer"


def test_a_local_time_is_taken_on_the_calls_clock(intake: IntakeStage) -> None:
    bundle = bundle_of(KNOWN, applications="applications-local-time.json")
    found = import_and_screen(intake, bundle, shipped_rule_set())
    places = {reference: facts["submission_time"].value for reference, facts in found.facts.items()}
    assert places == {"local": "within", "local-late": "after"}


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "closes_at", "stated", "place"),
    [
        ("2017-09-04", "2017-12-01", None, "2017-09-03", "before"),
        ("2017-09-04", "2017-12-01", None, "2017-09-04", "within"),
        ("2017-09-04", "2017-12-01", None, "2017\u201112\u201302", "after"),
        ("2017-09-04", "2017-12-01", None, "２０１７-12-01\u00a023:59", "within"),
        (None, "2018-03-25", "2018-03-25T03:00:00", "2018-03-25", None),
        (None, "2018-10-28", None, "2018-10-28T23:59:59", "within"),
        (None, "2018-10-28", None, "2018-10-29 00:00", "after"),
        (None, "2018-03-25", None, "2018-03-25T22:00:00Z", "after"),
        (None, "2018-03-25", None, "2018-03-25", "within"),
    ],
)
def test_places_in_the_period(
    intake: IntakeStage,
    opens_on: str | None,
    closes_on: str,
    closes_at: str | None,
    stated: str,
    place: str | None,
) -> None:
    terms = {"opens_on": opens_on, "closes_on": closes_on, "closes_at": closes_at}
    found = screened(intake, {"one": stated}, **terms)
    assert found.facts["one"]["submission_time"].value == place


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("2018-03-25 02:30", "no_such_local_time"),
        ("2018-10-28T02:30", "ambiguous_local_time"),
        ("2018-10-28 02:59:59", "ambiguous_local_time"),
        ("i går", "not_an_arrival"),
        ("2018-02-30", "not_an_arrival"),
        ("12:30", "not_an_arrival"),
        (20180301, "not_an_arrival"),
        ("1018-02-03", "date_out_of_range"),
    ],
)
def test_an_arrival_that_cannot_be_meant_is_a_fault(intake: IntakeStage, stated: object, code: str) -> None:
    bundle = bundle_of(KNOWN)
    bundle["applications"][1]["submitted_at"] = stated
    answer = intake.post("/api/bundles", bundle)
    assert answer.status_code == 422
    assert [(fault["entry"], fault["field"], fault["code"]) for fault in answer.json["errors"]] == [
        ("last-day", "submitted_at", code)
    ]


def test_an_ambiguous_time_with_its_offset_is_a_moment(intake: IntakeStage) -> None:
    found = screened(intake, {"one": "2018-10-28T02:30:00+01:00"}, closes_on="2018-10-28")
    assert found.facts["one"]["submission_time"].value == "within"


def test_what_was_stated_is_kept_and_shown(intake: IntakeStage) -> None:
    answer = intake.post("/api/bundles", bundle_of(KNOWN))
    listed = intake.http.get(f"/api/calls/{answer.json['call_id']}/applications").json["items"]
    kept = {each["reference"]: (each["submitted_at"], each["submitted_on"]) for each in listed}
    assert kept["last-day"] == (None, "2017-12-01")
    one = next(each["application_id"] for each in listed if each["reference"] == "last-day")
    page = intake.http.get(f"/applications/{one}").text
    assert "1 december 2017<small>klockslaget är inte känt</small>" in page


@pytest.mark.parametrize(
    ("closes_at", "year", "day"),
    [
        ("2017-12-01T12:00:00", 2018, "2017-12-01"),
        ("2018-07-01T00:00:00", 2018, "2018-06-30"),
        ("2018-06-30T22:30:00Z", 2019, "2018-07-01"),
    ],
)
def test_a_call_with_a_closing_moment_alone_has_its_year_and_day(
    intake: IntakeStage, closes_at: str, year: int, day: str
) -> None:
    call_id = intake.create_call(closes_on=None, opens_on=None, closes_at=closes_at)
    call = intake.http.get(f"/api/calls/{call_id}").json
    assert (call["grant_year"], call["closes_on"]) == (year, day)
    tag = intake.http.get(f"/api/calls/{call_id}").headers["ETag"]
    moved = intake.http.patch(
        f"/api/calls/{call_id}", json={"closes_at": "2020-02-03T12:00:00"}, headers={"If-Match": tag}
    )
    assert (moved.json["grant_year"], moved.json["closes_on"]) == (2020, "2020-02-03")


def test_pages_tell_the_calls_own_clock(intake: IntakeStage) -> None:
    bundle = bundle_of(KNOWN)
    bundle["call"] |= {"time_zone": "Europe/Helsinki", "closes_at": "2017-12-01T12:00:00"}
    bundle["applications"][0]["submitted_at"] = "2017-12-01T10:00:07Z"
    call_id = intake.post("/api/bundles", bundle).json["call_id"]
    intake.close_call(call_id)
    document = intake.http.get(f"/api/calls/{call_id}/proposal.html").text
    assert "1 december 2017 kl. 12.00.07" in document
    assert "1 december 2017 kl. 12.00</dd>" in document
