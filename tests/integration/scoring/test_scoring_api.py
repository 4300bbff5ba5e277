"""A version from draft to archive through the API of scoring, and what is refused on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from prescreen_shared.plumbing.idempotency import Once
from scoring_service.store.tables import IdempotencyKeyRow
from tests.stages.versions import APPROVER, WRITER, document
from tests.stages.web import LARGEST, WebStage, as_person

CALL = "/api/calls/made"


@pytest.fixture
def stage(database_url: str) -> Iterator[WebStage]:
    stage = WebStage(database_url)
    yield stage
    stage.close()


def said(answer: Any) -> str:
    """Give what a problem document is about."""
    assert answer.content_type == "application/problem+json"
    return str(answer.json["type"]).removeprefix("urn:prescreen:problem:")


def test_a_version_lives_from_draft_to_rolled_back(stage: WebStage) -> None:
    first = stage.approved(document(1))
    stage.post("/api/activations", {"version_id": first["version_id"], "reason": "från början"})
    screened = stage.screen()
    stricter = stage.approved(document(2, limit=200))
    assert (stricter["state"], stricter["author"], stricter["approved_by"]) == ("approved", WRITER, APPROVER)

    wanted = {"version_id": stricter["version_id"], "call": "made", "reason": "för höga belopp"}
    activated = stage.post("/api/activations", wanted)
    assert (activated.status_code, activated.json["screenings"]) == (201, [screened])
    again = stage.post(f"{CALL}/screenings", {"reason": "nya regler"})
    assert again.status_code == 202
    stage.pump()

    before = stage.client.get(f"/api/screenings/{screened}").json
    after = stage.client.get(again.headers["Location"]).json
    assert before["outcomes"] == {"eligible": 4}
    assert after["outcomes"] == {"eligible": 2, "refuse": 2}
    assert (after["based_on"], after["ordered_by"]) == (screened, WRITER)

    back = stage.post(
        "/api/activations/roll-back", {"call": "made", "reason": "förhastat"}, by=stage.approver
    )
    assert (back.status_code, back.json["version"], back.json["by"]) == (201, 1, APPROVER)
    assert [each["kind"] for each in stage.client.get(CALL).json["activations"]] == [
        "fixed",
        "activate",
        "roll_back",
    ]


def test_whoever_wrote_a_version_may_not_approve_it(stage: WebStage) -> None:
    version_id = stage.draft()["version_id"]
    stage.post(f"/api/versions/{version_id}/check")
    answer = stage.post(f"/api/versions/{version_id}/approve", by=as_person("  anna ÅKESSON "))
    assert (answer.status_code, said(answer)) == (403, "same-person")


def test_a_name_in_any_letters_arrives_as_it_is_written(stage: WebStage) -> None:
    assert stage.draft()["author"] == "Anna Åkesson"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(stage: WebStage) -> None:
    made = stage.post("/api/versions", {"document": document()})
    address, etag = made.headers["Location"], made.headers["ETag"]
    changed = {"document": document(limit=400), "note": "lägre"}
    assert said(stage.client.put(address, json=changed, headers=stage.writer)) == "precondition-required"
    ours = stage.client.put(address, json=changed, headers=stage.writer | {"If-Match": etag})
    assert (ours.status_code, ours.json["revision"]) == (200, 2)
    theirs = stage.client.put(
        address, json={"document": document(limit=300)}, headers=stage.approver | {"If-Match": etag}
    )
    assert (theirs.status_code, said(theirs)) == (412, "precondition-failed")
    assert stage.client.get(address).json["document"] == document(limit=400)


def test_only_what_was_read_is_approved_when_it_is_said_what_was_read(stage: WebStage) -> None:
    made = stage.post("/api/versions", {"document": document()})
    address = made.headers["Location"]
    stage.post(f"{address}/check")
    stale = stage.approver | {"If-Match": made.headers["ETag"]}
    assert said(stage.post(f"{address}/approve", by=stale)) == "version-changed"
    fresh = stage.approver | {"If-Match": stage.client.get(address).headers["ETag"]}
    assert stage.post(f"{address}/approve", by=fresh).status_code == 200


def test_an_unchanged_version_is_not_sent_again(stage: WebStage) -> None:
    made = stage.post("/api/versions", {"document": document()})
    headers = {"If-None-Match": made.headers["ETag"]}
    assert stage.client.get(made.headers["Location"], headers=headers).status_code == 304


def test_a_check_stores_nothing_and_names_each_line(stage: WebStage) -> None:
    broken = document().replace("more_than", "more_then")
    answer = stage.client.post("/api/check", json={"document": broken})
    assert answer.status_code == 200
    assert answer.json["sha256"] is None
    [line] = {problem["line"] for problem in answer.json["problems"]}
    assert "more_then" in broken.splitlines()[line - 1]
    assert stage.client.get("/api/versions").json["total"] == 0
    assert len(stage.client.post("/api/check", json={"document": document()}).json["sha256"]) == 64


def test_a_file_without_a_name_is_refused_with_its_line(stage: WebStage) -> None:
    answer = stage.post("/api/versions", {"document": "format: 1\nversion: 1\n"})
    assert (answer.status_code, said(answer)) == (422, "rule-file-refused")
    assert [(each["line"], each["field"]) for each in answer.json["errors"]] == [(1, "name")]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/versions", {"document": ""}, "document"),
        ("/api/versions", {"document": "x", "owner": "y"}, "owner"),
        ("/api/activations", {"version_id": "1", "reason": "x"}, "version_id"),
        ("/api/activations/roll-back", {"reason": "x"}, "name"),
        ("/api/activations/roll-back", {"reason": "x", "name": "a", "call": "b"}, "name"),
        ("/api/backtests", {"document": "x"}, "screening_id"),
        (f"{CALL}/screenings", {"reason": " "}, "reason"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_by_field(
    stage: WebStage, path: str, body: Any, field: str
) -> None:
    answer = stage.post(path, body)
    assert (answer.status_code, said(answer)) == (422, "input-refused")
    assert {each["field"] for each in answer.json["errors"]} == {field}
    assert all(each["sv"] and each["en"] for each in answer.json["errors"])


def test_a_document_beyond_two_million_characters_is_refused_and_a_larger_body_not_even_read(
    stage: WebStage,
) -> None:
    answer = stage.post("/api/versions", {"document": "x" * 2_000_001})
    assert (answer.status_code, said(answer)) == (422, "input-refused")
    assert said(stage.post("/api/versions", {"document": "x" * LARGEST})) == "too-large"


def test_a_version_is_read_as_file_sheet_and_differences(stage: WebStage) -> None:
    old, new = stage.draft(document(1)), stage.draft(document(2, limit=400))
    address = f"/api/versions/{new['version_id']}"
    file = stage.client.get(f"{address}/document")
    assert (file.mimetype, file.text) == ("text/yaml", document(2, limit=400))
    sheet = stage.client.get(f"{address}/sheet")
    assert "400" in sheet.text
    assert "unsafe" not in sheet.headers["Content-Security-Policy"]
    assert stage.client.get(f"{address}/sheet?format=md").mimetype == "text/markdown"
    found = stage.client.get(f"/api/versions/{old['version_id']}/differences/{new['version_id']}").json
    assert any("500" in each["sentence"] and "400" in each["sentence"] for each in found["differences"])


def test_verdicts_are_read_with_what_would_change_them(stage: WebStage) -> None:
    stage.versions.in_force(document(limit=250))
    screening = f"/api/screenings/{stage.screen()}"
    refused = stage.client.get(f"{screening}/verdicts?outcome=refuse").json
    assert [each["reference"] for each in refused["items"]] == ["T1-3", "T1-4"]
    found = stage.client.get(f"{screening}/verdicts/T1-3/changes").json
    [change] = found["findings"][0]["remedies"][0]["changes"]
    assert (change["field"], change["before"], change["after"]) == ("requested_amount", 300, 250)
    assert said(stage.client.get(f"{screening}/verdicts/none/changes")) == "kept-verdict-not-found"


def test_a_backtest_is_ordered_and_a_shadow_started_and_ended(stage: WebStage) -> None:
    version = stage.versions.in_force(document())
    stage.screen()
    wanted = {"version_id": version.version_id, "call": "made"}
    ordered = stage.post("/api/backtests", wanted)
    assert (ordered.status_code, ordered.json["state"]) == (202, "waiting")
    assert stage.client.get(ordered.headers["Location"]).json["state"] == "waiting"
    assert stage.client.get("/api/backtests?call=made").json["total"] == 1
    started = stage.post("/api/shadows", wanted)
    shadow = f"/api/shadows/{started.json['shadow_id']}"
    assert stage.client.delete(shadow, headers=stage.approver).json["ended_by"] == APPROVER
    assert stage.post("/api/backtests", {"version_id": version.version_id, "call": "none"}).status_code == 409


def test_a_request_that_is_sent_again_is_answered_again_and_done_once(stage: WebStage) -> None:
    stage.versions.in_force(document())
    stage.screen()
    keyed = stage.writer | {"Idempotency-Key": "one"}
    first = stage.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=keyed)
    second = stage.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=keyed)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json == second.json
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(stage.client.get(CALL).json["screenings"]) == 2
    other = stage.post(f"{CALL}/screenings", {"reason": "annat"}, by=keyed)
    assert said(other) == "idempotency-key-reused"
    another = stage.approver | {"Idempotency-Key": "one"}
    assert said(stage.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=another)) == (
        "idempotency-key-reused"
    )


def test_a_key_is_free_again_when_its_request_has_failed(stage: WebStage) -> None:
    keyed = stage.writer | {"Idempotency-Key": "one"}
    body = {"version_id": str(uuid4()), "call": "made"}
    assert said(stage.post("/api/backtests", body, by=keyed)) == "version-not-found"
    assert said(stage.post("/api/backtests", body, by=keyed)) == "version-not-found"
    made = stage.post("/api/versions", {"document": document()}, by=keyed)
    again = stage.post("/api/versions", {"document": document()}, by=keyed)
    assert (made.json, made.headers["ETag"]) == (again.json, again.headers["ETag"])
    assert stage.client.get("/api/versions").json["total"] == 1


def test_a_request_that_is_being_worked_on_is_not_begun_again_until_it_must_be_dead(
    stage: WebStage,
) -> None:
    keyed, body = stage.writer | {"Idempotency-Key": "one"}, {"document": document()}
    sent = WRITER.encode() + b"\0" + json.dumps(body).encode()
    with stage.database.writing() as session:
        Once(IdempotencyKeyRow, "POST versions", "one", sent, stage.clock.now()).hold(session)
    again = stage.client.post(
        "/api/versions", data=json.dumps(body), headers=keyed, content_type="application/json"
    )
    assert said(again) == "changed-meanwhile"
    stage.clock.advance(minutes=3)
    again = stage.client.post(
        "/api/versions", data=json.dumps(body), headers=keyed, content_type="application/json"
    )
    assert again.status_code == 201


def test_lists_come_in_pages(stage: WebStage) -> None:
    for number in range(1, 4):
        stage.draft(document(number))
    page = stage.client.get("/api/versions?page=2&page_size=2&name=trial").json
    assert (page["total"], [each["version"] for each in page["items"]]) == (3, [1])
    assert stage.client.get("/api/versions?state=approved").json["items"] == []
    assert stage.client.get("/api/rule-sets").json["items"][0]["versions"] == 3


def test_figures_and_readiness_are_told(stage: WebStage) -> None:
    stage.draft()
    assert stage.client.get("/health/ready").json == {"status": "ok", "database": "ok"}
    assert 'scoring_versions{state="draft"} 1.0' in stage.client.get("/metrics").text
