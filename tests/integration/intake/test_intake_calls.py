"""Calls over the API: created as drafts, changed while drafts, opened, closed."""

from __future__ import annotations

from prescreen_shared.names import TaskName
from tests.intake_bench import IntakeBench


def test_a_call_closes_at_the_end_of_its_closing_day_in_stockholm(bench: IntakeBench) -> None:
    call = bench.http.get(f"/api/calls/{bench.create_call()}").json
    assert call["closes_at"] == "2017-12-01T23:00:00+00:00"
    assert call["time_zone"] == "Europe/Stockholm"


def test_money_of_a_call_that_closes_in_autumn_is_for_the_next_year(bench: IntakeBench) -> None:
    assert bench.http.get(f"/api/calls/{bench.create_call()}").json["grant_year"] == 2018
    spring = bench.create_call(code="spring", opens_on=None, closes_on="2018-03-01")
    assert bench.http.get(f"/api/calls/{spring}").json["grant_year"] == 2018


def test_a_call_without_questions_of_its_own_asks_those_of_its_kinds_of_grant(bench: IntakeBench) -> None:
    keys = {
        question["key"] for question in bench.http.get(f"/api/calls/{bench.create_call()}").json["questions"]
    }
    assert {"develops_new_method", "destinations", "it_system"} <= keys
    visits = bench.create_call(code="visits", grant_types={"study_visit": {"name": "Studiebesök"}})
    asked = bench.http.get(f"/api/calls/{visits}").json["questions"]
    assert "develops_new_method" not in {question["key"] for question in asked}


def test_a_draft_call_is_changed_where_the_patch_says_so(bench: IntakeBench) -> None:
    call_id = bench.create_call()
    etag = bench.http.get(f"/api/calls/{call_id}").headers["ETag"]
    changed = bench.http.patch(
        f"/api/calls/{call_id}", json={"closes_on": "2017-10-28"}, headers={"If-Match": etag}
    )
    assert changed.status_code == 200
    assert changed.json["closes_at"] == "2017-10-28T22:00:00+00:00"
    assert changed.json["title"] == "Lokala medel 2018"
    assert changed.headers["ETag"] != etag


def test_changing_a_call_needs_the_version_that_was_read(bench: IntakeBench) -> None:
    call_id = bench.create_call()
    path = f"/api/calls/{call_id}"
    etag = bench.http.get(path).headers["ETag"]
    assert bench.http.patch(path, json={"title": "Ny"}).status_code == 428
    assert bench.http.patch(path, json={"title": "Ny"}, headers={"If-Match": etag}).status_code == 200
    stale = bench.http.patch(path, json={"title": "Nyare"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert stale.content_type == "application/problem+json"


def test_scoring_is_told_of_a_call_once_when_it_opens(bench: IntakeBench) -> None:
    call_id = bench.create_call()
    assert bench.sent(TaskName.RECEIVE_CALL) == []
    for _ in range(2):
        assert bench.post(f"/api/calls/{call_id}/open").status_code == 200
    (told,) = bench.sent(TaskName.RECEIVE_CALL)
    assert (told["call"]["call_id"], told["call"]["code"]) == (call_id, "made-2018")
    assert told["rule_set"] == bench.http.get(f"/api/calls/{call_id}").json["rule_set"]


def test_an_open_call_can_no_longer_be_changed(bench: IntakeBench) -> None:
    call_id = bench.open_call()
    path = f"/api/calls/{call_id}"
    etag = bench.http.get(path).headers["ETag"]
    answer = bench.http.patch(path, json={"title": "Ny"}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json["type"]) == (409, "urn:prescreen:problem:call-not-draft")


def test_two_calls_cannot_have_the_same_code(bench: IntakeBench) -> None:
    bench.create_call()
    answer = bench.post("/api/calls", {"code": "made-2018", "title": "x", "rule_set": "r", "grant_types": {}})
    assert answer.status_code == 409
    assert "made-2018" in answer.json["errors"][0]["sv"]


def test_a_call_whose_closing_moment_has_passed_is_not_opened(bench: IntakeBench) -> None:
    call_id = bench.create_call(opens_on=None, closes_on="2017-10-01")
    answer = bench.post(f"/api/calls/{call_id}/open")
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json["errors"]] == ["closing_moment_passed"]


def test_a_call_that_is_to_close_by_itself_needs_a_closing_day(bench: IntakeBench) -> None:
    terms = {"opens_on": None, "closes_on": None}
    by_itself = bench.create_call(code="by-itself", **terms)
    assert bench.post(f"/api/calls/{by_itself}/open").status_code == 422
    by_staff = bench.create_call(code="by-staff", closes_automatically=False, **terms)
    assert bench.post(f"/api/calls/{by_staff}/open").status_code == 200


def test_calls_are_listed_page_by_page_and_by_state(bench: IntakeBench) -> None:
    for number in range(5):
        bench.create_call(code=f"call-{number}")
    bench.open_call(code="the-open-one")
    page = bench.http.get("/api/calls?page=2&page_size=4").json
    assert (page["total"], len(page["items"])) == (6, 2)
    assert [call["code"] for call in bench.http.get("/api/calls?state=open").json["items"]] == [
        "the-open-one"
    ]


def test_closing_a_call_orders_the_screening_of_exactly_what_was_submitted(bench: IntakeBench) -> None:
    call_id = bench.open_call()
    bench.draft(call_id, title="Bara ett utkast")
    submitted = bench.submit(call_id, title="Inlämnad")
    withdrawn = bench.submit(call_id, title="Återkallad")
    bench.post(f"/api/applications/{withdrawn['application_id']}/withdraw")
    bench.close_call(call_id)
    (order,) = bench.sent(TaskName.SCREEN_CALL)
    assert order["manifest"] == [[submitted["application_id"], 1]]
    assert order["call"]["closes_on"] == "2017-12-01"
    assert order["call"]["closes_at"] == "2017-12-01T23:00:00+00:00"
    assert order["rule_set"] == "made"


def test_closing_twice_screens_once_and_answers_alike(bench: IntakeBench) -> None:
    call_id = bench.open_call()
    bench.submit(call_id)
    assert bench.close_call(call_id) == bench.close_call(call_id)
    assert len(bench.sent(TaskName.SCREEN_CALL)) == 1


def test_a_draft_call_cannot_be_closed(bench: IntakeBench) -> None:
    answer = bench.post(f"/api/calls/{bench.create_call()}/close")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:prescreen:problem:call-not-open")


def test_an_open_call_has_no_screening_to_read(bench: IntakeBench) -> None:
    answer = bench.http.get(f"/api/calls/{bench.open_call()}/screening")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:prescreen:problem:screening-not-found")
