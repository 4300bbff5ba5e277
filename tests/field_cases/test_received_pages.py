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
