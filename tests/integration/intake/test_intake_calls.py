"""Calls over the API: created as drafts, changed while drafts, opened, closed."""

from __future__ import annotations

from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage


def test_a_call_closes_at_the_end_of_its_closing_day_in_stockholm(stage: IntakeStage) -> None:
    call = stage.http.get(f"/api/calls/{stage.create_call()}").json
    assert call["closes_at"] == "2017-12-01T23:00:00+00:00"
    assert call["time_zone"] == "Europe/Stockholm"


def test_money_of_a_call_that_closes_in_autumn_is_for_the_next_year(stage: IntakeStage) -> None:
    assert stage.http.get(f"/api/calls/{stage.create_call()}").json["grant_year"] == 2018
    spring = stage.create_call(code="spring", opens_on=None, closes_on="2018-03-01")
    assert stage.http.get(f"/api/calls/{spring}").json["grant_year"] == 2018


def test_a_call_without_questions_of_its_own_asks_those_of_its_kinds_of_grant(stage: IntakeStage) -> None:
    keys = {
        question["key"] for question in stage.http.get(f"/api/calls/{stage.create_call()}").json["questions"]
    }
    assert {"develops_new_method", "destinations", "it_system"} <= keys
    visits = stage.create_call(code="visits", grant_types={"study_visit": {"name": "Studiebesök"}})
    asked = stage.http.get(f"/api/calls/{visits}").json["questions"]
    assert "develops_new_method" not in {question["key"] for question in asked}


def test_a_draft_call_is_changed_where_the_patch_says_so(stage: IntakeStage) -> None:
    call_id = stage.create_call()
    etag = stage.http.get(f"/api/calls/{call_id}").headers["ETag"]
    changed = stage.http.patch(
        f"/api/calls/{call_id}", json={"closes_on": "2017-10-28"}, headers={"If-Match": etag}
    )
    assert changed.status_code == 200
    assert changed.json["closes_at"] == "2017-10-28T22:00:00+00:00"
    assert changed.json["title"] == "Lokala medel 2018"
    assert changed.headers["ETag"] != etag


def test_changing_a_call_needs_the_version_that_was_read(stage: IntakeStage) -> None:
    call_id = stage.create_call()
    path = f"/api/calls/{call_id}"
    etag = stage.http.get(path).headers["ETag"]
    assert stage.http.patch(path, json={"title": "Ny"}).status_code == 428
    assert stage.http.patch(path, json={"title": "Ny"}, headers={"If-Match": etag}).status_code == 200
    stale = stage.http.patch(path, json={"title": "Nyare"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert stale.content_type == "application/problem+json"


def test_scoring_is_told_of_a_call_when_it_is_created_changed_and_opened(stage: IntakeStage) -> None:
    call_id = stage.create_call()
    path = f"/api/calls/{call_id}"
    etag = stage.http.get(path).headers["ETag"]
    stage.http.patch(path, json={"title": "Ny"}, headers={"If-Match": etag})
    for _ in range(2):
        assert stage.post(f"{path}/open").status_code == 200
    told = stage.sent(TaskName.RECEIVE_CALL)
    assert [(each["call"]["title"], each["number"]) for each in told] == [
        ("Lokala medel 2018", 1),
        ("Ny", 2),
        ("Ny", 3),
    ]
    assert {each["call"]["call_id"] for each in told} == {call_id}
    assert {each["rule_set"] for each in told} == {stage.http.get(path).json["rule_set"]}
    opened_at = stage.http.get(path).json["opened_at"]
    assert [each["rules_as_of"] for each in told] == [None, None, opened_at]


def test_an_open_call_is_changed_by_nobody_in_particular(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    path = f"/api/calls/{call_id}"
    etag = stage.http.get(path).headers["ETag"]
    answer = stage.http.patch(path, json={"title": "Ny"}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json["type"]) == (401, "urn:prescreen:problem:person-missing")


def test_two_calls_cannot_have_the_same_code(stage: IntakeStage) -> None:
    stage.create_call()
    answer = stage.post("/api/calls", {"code": "made-2018", "title": "x", "rule_set": "r", "grant_types": {}})
    assert answer.status_code == 409
    assert "made-2018" in answer.json["errors"][0]["sv"]


def test_a_call_whose_closing_moment_has_passed_is_not_opened(stage: IntakeStage) -> None:
    call_id = stage.create_call(opens_on=None, closes_on="2017-10-01")
    answer = stage.post(f"/api/calls/{call_id}/open")
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json["errors"]] == ["closing_moment_passed"]


def test_a_call_that_is_to_close_by_itself_needs_a_closing_day(stage: IntakeStage) -> None:
    terms = {"opens_on": None, "closes_on": None}
    by_itself = stage.create_call(code="by-itself", **terms)
    assert stage.post(f"/api/calls/{by_itself}/open").status_code == 422
    by_staff = stage.create_call(code="by-staff", closes_automatically=False, **terms)
    assert stage.post(f"/api/calls/{by_staff}/open").status_code == 200


def test_calls_are_listed_page_by_page_and_by_state(stage: IntakeStage) -> None:
    for number in range(5):
        stage.create_call(code=f"call-{number}")
    stage.open_call(code="the-open-one")
    page = stage.http.get("/api/calls?page=2&page_size=4").json
    assert (page["total"], len(page["items"])) == (6, 2)
    assert [call["code"] for call in stage.http.get("/api/calls?state=open").json["items"]] == [
        "the-open-one"
    ]


def test_closing_a_call_orders_the_screening_of_exactly_what_was_submitted(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    stage.draft(call_id, title="Bara ett utkast")
    submitted = stage.submit(call_id, title="Inlämnad")
    withdrawn = stage.submit(call_id, title="Återkallad")
    stage.post(f"/api/applications/{withdrawn['application_id']}/withdraw")
    stage.close_call(call_id)
    (order,) = stage.sent(TaskName.SCREEN_CALL)
    assert order["manifest"] == [[submitted["application_id"], 1]]
    assert order["call"]["closes_on"] == "2017-12-01"
    assert order["call"]["closes_at"] == "2017-12-01T23:00:00+00:00"
    assert order["rule_set"] == "made"


def test_closing_twice_screens_once_and_answers_alike(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    stage.submit(call_id)
    assert stage.close_call(call_id) == stage.close_call(call_id)
    assert len(stage.sent(TaskName.SCREEN_CALL)) == 1


def test_a_draft_call_cannot_be_closed(stage: IntakeStage) -> None:
    answer = stage.post(f"/api/calls/{stage.create_call()}/close")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:prescreen:problem:call-not-open")


def test_an_open_call_has_no_screening_to_read(stage: IntakeStage) -> None:
    answer = stage.http.get(f"/api/calls/{stage.open_call()}/screening")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:prescreen:problem:screening-not-found")
