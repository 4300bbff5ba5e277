"""The forms for staff: an application that came late or on paper, and the closing time of an open call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from intake_service.store.tables import EventRow
from tests.stages.intake import IntakeStage

WRITTEN = {
    "submitted_at": "2017-11-01 12:30",
    "grant_type": "project",
    "title": "Samtalsgrupper",
    "applicants": "Norra förvaltningen\nSödra förvaltningen\n",
    "requested_amount": "200 000 kr",
    "reason": "Kom på papper",
}
OFFICER = {"X-Remote-User": "Anna Handläggare"}


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def facts_of(intake: IntakeStage, kind: str) -> list[dict[str, Any]]:
    with intake.database.reading() as session:
        return [row.facts for row in session.scalars(select(EventRow).where(EventRow.kind == kind))]


def test_a_paper_application_is_registered_on_the_page(intake: IntakeStage) -> None:
    call_id = intake.open_call()
    assert f"/calls/{call_id}/receive" in intake.http.get(f"/calls/{call_id}").text
    assert intake.http.get(f"/calls/{call_id}/receive").status_code == 200
    sent = intake.http.post(f"/calls/{call_id}/receive", data=WRITTEN, headers=OFFICER)
    assert sent.status_code == 303, sent.text
    page = intake.http.get(sent.headers["Location"]).text
    assert "registrerad av Anna Handläggare" in page
    (item,) = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert item["content"]["applicants"] == ["Norra förvaltningen", "Södra förvaltningen"]
    assert (item["content"]["requested_amount"], item["submitted_at"]) == (
        200_000,
        "2017-11-01T11:30:00+00:00",
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1 november 2017 kl. 12.30", "2017-11-01T11:30:00+00:00"),
        ("1/11 2017 12:30", "2017-11-01T11:30:00+00:00"),
        ("2017-11-01 12.30", "2017-11-01T11:30:00+00:00"),
        ("2017-11-01T12:30:00+02:00", "2017-11-01T10:30:00+00:00"),
        ("1 nov 2017", "2017-11-01"),
    ],
)
def test_an_arrival_is_written_as_people_write_it(intake: IntakeStage, written: str, kept: str) -> None:
    call_id = intake.open_call()
    sent = intake.http.post(
        f"/calls/{call_id}/receive", data={**WRITTEN, "submitted_at": written}, headers=OFFICER
    )
    assert sent.status_code == 303, sent.text
    (item,) = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert (item["submitted_at"] or item["submitted_on"]) == kept


@pytest.mark.parametrize(
    ("given", "headers", "status", "told"),
    [
        ({"submitted_at": "i går"}, OFFICER, 422, "Ankomsten"),
        ({"requested_amount": "mycket"}, OFFICER, 422, "mycket"),
        ({"reason": ""}, OFFICER, 422, "Fel:"),
        ({}, {}, 422, "Ditt namn"),
        ({}, {**OFFICER, "Sec-Fetch-Site": "cross-site"}, 403, "Fel:"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_written(
    intake: IntakeStage, given: dict[str, str], headers: dict[str, str], status: int, told: str
) -> None:
    call_id = intake.open_call()
    before = intake.counts()
    answer = intake.http.post(f"/calls/{call_id}/receive", data={**WRITTEN, **given}, headers=headers)
    assert answer.status_code == status, answer.text
    assert told in answer.text
    assert "Samtalsgrupper" in answer.text
    assert intake.counts() == before


def test_a_name_that_nobody_checked_is_logged_as_that(intake: IntakeStage) -> None:
    call_id = intake.open_call()
    assert intake.http.post(f"/calls/{call_id}/receive", data={**WRITTEN, "by": "Bo"}).status_code == 303
    assert facts_of(intake, "registered")[0]["by"] == "Bo (namnet är inte kontrollerat)"


def test_two_people_move_the_closing_time_on_the_page(intake: IntakeStage) -> None:
    call_id = intake.open_call()
    path = f"/calls/{call_id}/change"
    version = intake.http.get(path).text.split('name="version" value="')[1].split('"')[0]
    written = {"closes_at": "2017-12-08 12:00", "reason": "Portalen låg nere", "version": version}
    assert intake.http.post(path, data=written, headers=OFFICER).status_code == 303
    later = {**written, "closes_at": "2017-12-09 12:00"}
    assert intake.http.post(path, data=later, headers=OFFICER).status_code == 409
    assert intake.http.get(f"/api/calls/{call_id}").json["closes_at"] == "2017-12-08T11:00:00+00:00"
    assert "nu 8 december 2017 kl. 12.00" in intake.http.get(f"/calls/{call_id}").text
    assert [each["by"] for each in facts_of(intake, "open_call_changed")] == ["Anna Handläggare"]


LABEL = {"sv": "Fråga {}", "en": "Question {}"}
KINDS = (
    "boolean",
    "text",
    "choice",
    "text_list",
    "integer",
    "amount",
    "decimal",
    "date",
    "choices",
    "organisation_number",
)
ASKED = [
    {
        "key": kind,
        "type": kind,
        "label": {language: said.format(kind) for language, said in LABEL.items()},
        **({"choices": ["a", "b"]} if kind.startswith("choice") else {}),
    }
    for kind in KINDS
]
ANSWERED = {
    "answers.boolean": "nej",
    "answers.text": "Två ord, och fler",
    "answers.choice": "b",
    "answers.text_list": "Skola, fritid och kultur\nIdrott\n",
    "answers.integer": "12",
    "answers.amount": "12 tkr",
    "answers.decimal": "0,5",
    "answers.date": "1 december 2017",
    "answers.choices": ["a", "b"],
    "answers.organisation_number": "556016-0680",
    "grant.0.year": "2016",
    "grant.0.same_project": "ja",
    "grant.2.year": "2015",
    "grant.2.grant_type": "study_visit",
    "grant.2.prestudy": "ja",
    "unit": "Enhet Norr",
}


def content_of(intake: IntakeStage, call_id: str) -> dict[str, Any]:
    (item,) = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    return dict(item["content"])


def test_every_question_of_the_call_is_answered_by_its_type_and_earlier_grants_are_stated(
    intake: IntakeStage,
) -> None:
    call_id = intake.open_call(questions=ASKED)
    page = intake.http.get(f"/calls/{call_id}/receive").text
    assert all(f"Fråga {kind}" in page for kind in KINDS)
    sent = intake.http.post(f"/calls/{call_id}/receive", data={**WRITTEN, **ANSWERED}, headers=OFFICER)
    assert sent.status_code == 303, sent.text
    content = content_of(intake, call_id)
    assert content["answers"] == {
        "boolean": False,
        "text": "Två ord, och fler",
        "choice": "b",
        "text_list": ["Skola, fritid och kultur", "Idrott"],
        "integer": 12,
        "amount": 12_000,
        "decimal": 0.5,
        "date": "2017-12-01",
        "choices": ["a", "b"],
        "organisation_number": "556016-0680",
    }
    unsaid = {"prestudy": None, "same_project": None}
    assert content["earlier_grants"] == [
        {**unsaid, "year": 2016, "grant_type": "project", "same_project": True},
        {**unsaid, "year": 2015, "grant_type": "study_visit", "prestudy": True},
    ]
    assert content["unit"] == "Enhet Norr"


@pytest.mark.parametrize(("more", "grants"), [({}, None), ({"no_grants": "1"}, [])])
def test_what_is_left_empty_is_not_stated_and_none_is_something_else(
    intake: IntakeStage, more: dict[str, Any], grants: Any
) -> None:
    call_id = intake.open_call(questions=ASKED)
    empty = dict.fromkeys(ANSWERED, "")
    sent = intake.http.post(f"/calls/{call_id}/receive", data={**empty, **WRITTEN, **more}, headers=OFFICER)
    assert sent.status_code == 303, sent.text
    content = content_of(intake, call_id)
    assert content["earlier_grants"] == grants
    assert set(content["answers"].values()) <= {None}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"answers.integer": "många"}, "Fråga integer"),
        ({"answers.amount": "350.000"}, "Fråga amount"),
        ({"answers.date": "i höstas"}, "Fråga date"),
        ({"answers.choice": "c"}, "Fråga choice"),
        ({"answers.organisation_number": "12"}, "Fråga organisation_number"),
        ({"grant.0.year": "nyss"}, "Tidigare bidrag"),
        ({"no_grants": "1"}, "inte båda"),
    ],
)
def test_a_faulty_answer_is_told_by_its_question_and_all_that_was_written_stays(
    intake: IntakeStage, given: dict[str, str], told: str
) -> None:
    call_id = intake.open_call(questions=ASKED)
    written = {**WRITTEN, **ANSWERED, **given}
    answer = intake.http.post(f"/calls/{call_id}/receive", data=written, headers=OFFICER)
    assert answer.status_code == 422
    assert told in answer.text.split("</section>")[0]
    for kept in ("Två ord, och fler", 'value="a" checked', 'value="2015"', 'value="nej" selected'):
        assert kept in answer.text
    assert intake.counts()["application"] == 0


def test_more_rows_for_earlier_grants_are_given_and_nothing_is_sent(intake: IntakeStage) -> None:
    call_id = intake.open_call(questions=ASKED)
    asked = {**WRITTEN, **ANSWERED, "grant_rows": "4", "more_grants": "1"}
    page = intake.http.post(f"/calls/{call_id}/receive", data=asked, headers=OFFICER)
    assert (page.status_code, 'name="grant.7.year"' in page.text, "grant.8" in page.text) == (
        200,
        True,
        False,
    )
    assert 'name="grant_rows" value="8"' in page.text
    assert "Samtalsgrupper" in page.text
    assert intake.counts()["application"] == 0
