"""A version from draft to archive through the API of scoring, and what is refused on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from prescreen_shared.plumbing.idempotency import Once
from scoring_service.store.tables import IdempotencyKeyRow
from tests.rules_web_bench import LARGEST, RulesWebBench, as_person
from tests.version_bench import APPROVER, WRITER, document

CALL = "/api/calls/made"


@pytest.fixture
def bench(database_url: str) -> Iterator[RulesWebBench]:
    bench = RulesWebBench(database_url)
    yield bench
    bench.close()


def said(answer: Any) -> str:
    """Give what a problem document is about."""
    assert answer.content_type == "application/problem+json"
    return str(answer.json["type"]).removeprefix("urn:prescreen:problem:")


def test_a_version_lives_from_draft_to_rolled_back(bench: RulesWebBench) -> None:
    first = bench.approved(document(1))
    bench.post("/api/activations", {"version_id": first["version_id"], "reason": "från början"})
    screened = bench.screen()
    stricter = bench.approved(document(2, limit=200))
    assert (stricter["state"], stricter["author"], stricter["approved_by"]) == ("approved", WRITER, APPROVER)

    wanted = {"version_id": stricter["version_id"], "call": "made", "reason": "för höga belopp"}
    activated = bench.post("/api/activations", wanted)
    assert (activated.status_code, activated.json["screenings"]) == (201, [screened])
    again = bench.post(f"{CALL}/screenings", {"reason": "nya regler"})
    assert again.status_code == 202
    bench.pump()

    before = bench.client.get(f"/api/screenings/{screened}").json
    after = bench.client.get(again.headers["Location"]).json
    assert before["outcomes"] == {"eligible": 4}
    assert after["outcomes"] == {"eligible": 2, "refuse": 2}
    assert (after["based_on"], after["ordered_by"]) == (screened, WRITER)

    back = bench.post(
        "/api/activations/roll-back", {"call": "made", "reason": "förhastat"}, by=bench.approver
    )
    assert (back.status_code, back.json["version"], back.json["by"]) == (201, 1, APPROVER)
    assert [each["kind"] for each in bench.client.get(CALL).json["activations"]] == [
        "fixed",
        "activate",
        "roll_back",
    ]


def test_whoever_wrote_a_version_may_not_approve_it(bench: RulesWebBench) -> None:
    version_id = bench.draft()["version_id"]
    bench.post(f"/api/versions/{version_id}/check")
    answer = bench.post(f"/api/versions/{version_id}/approve", by=as_person("  anna ÅKESSON "))
    assert (answer.status_code, said(answer)) == (403, "same-person")


def test_a_name_in_any_letters_arrives_as_it_is_written(bench: RulesWebBench) -> None:
    assert bench.draft()["author"] == "Anna Åkesson"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(bench: RulesWebBench) -> None:
    made = bench.post("/api/versions", {"document": document()})
    address, etag = made.headers["Location"], made.headers["ETag"]
    changed = {"document": document(limit=400), "note": "lägre"}
    assert said(bench.client.put(address, json=changed, headers=bench.writer)) == "precondition-required"
    ours = bench.client.put(address, json=changed, headers=bench.writer | {"If-Match": etag})
    assert (ours.status_code, ours.json["revision"]) == (200, 2)
    theirs = bench.client.put(
        address, json={"document": document(limit=300)}, headers=bench.approver | {"If-Match": etag}
    )
    assert (theirs.status_code, said(theirs)) == (412, "precondition-failed")
    assert bench.client.get(address).json["document"] == document(limit=400)


def test_only_what_was_read_is_approved_when_it_is_said_what_was_read(bench: RulesWebBench) -> None:
    made = bench.post("/api/versions", {"document": document()})
    address = made.headers["Location"]
    bench.post(f"{address}/check")
    stale = bench.approver | {"If-Match": made.headers["ETag"]}
    assert said(bench.post(f"{address}/approve", by=stale)) == "version-changed"
    fresh = bench.approver | {"If-Match": bench.client.get(address).headers["ETag"]}
    assert bench.post(f"{address}/approve", by=fresh).status_code == 200


def test_an_unchanged_version_is_not_sent_again(bench: RulesWebBench) -> None:
    made = bench.post("/api/versions", {"document": document()})
    headers = {"If-None-Match": made.headers["ETag"]}
    assert bench.client.get(made.headers["Location"], headers=headers).status_code == 304


def test_a_check_stores_nothing_and_names_each_line(bench: RulesWebBench) -> None:
    broken = document().replace("more_than", "more_then")
    answer = bench.client.post("/api/check", json={"document": broken})
    assert answer.status_code == 200
    assert answer.json["sha256"] is None
    [line] = {problem["line"] for problem in answer.json["problems"]}
    assert "more_then" in broken.splitlines()[line - 1]
    assert bench.client.get("/api/versions").json["total"] == 0
    assert len(bench.client.post("/api/check", json={"document": document()}).json["sha256"]) == 64


def test_a_file_without_a_name_is_refused_with_its_line(bench: RulesWebBench) -> None:
    answer = bench.post("/api/versions", {"document": "format: 1\nversion: 1\n"})
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
    bench: RulesWebBench, path: str, body: Any, field: str
) -> None:
    answer = bench.post(path, body)
    assert (answer.status_code, said(answer)) == (422, "input-refused")
    assert {each["field"] for each in answer.json["errors"]} == {field}
    assert all(each["sv"] and each["en"] for each in answer.json["errors"])


def test_a_document_beyond_two_million_characters_is_refused_and_a_larger_body_not_even_read(
    bench: RulesWebBench,
) -> None:
    answer = bench.post("/api/versions", {"document": "x" * 2_000_001})
    assert (answer.status_code, said(answer)) == (422, "input-refused")
    assert said(bench.post("/api/versions", {"document": "x" * LARGEST})) == "too-large"


def test_a_version_is_read_as_file_sheet_and_differences(bench: RulesWebBench) -> None:
    old, new = bench.draft(document(1)), bench.draft(document(2, limit=400))
    address = f"/api/versions/{new['version_id']}"
    file = bench.client.get(f"{address}/document")
    assert (file.mimetype, file.text) == ("text/yaml", document(2, limit=400))
    sheet = bench.client.get(f"{address}/sheet")
    assert "400" in sheet.text
    assert "unsafe" not in sheet.headers["Content-Security-Policy"]
    assert bench.client.get(f"{address}/sheet?format=md").mimetype == "text/markdown"
    found = bench.client.get(f"/api/versions/{old['version_id']}/differences/{new['version_id']}").json
    assert any("500" in each["sentence"] and "400" in each["sentence"] for each in found["differences"])


def test_verdicts_are_read_with_what_would_change_them(bench: RulesWebBench) -> None:
    bench.versions.in_force(document(limit=250))
    screening = f"/api/screenings/{bench.screen()}"
    refused = bench.client.get(f"{screening}/verdicts?outcome=refuse").json
    assert [each["reference"] for each in refused["items"]] == ["T1-3", "T1-4"]
    found = bench.client.get(f"{screening}/verdicts/T1-3/changes").json
    [change] = found["findings"][0]["remedies"][0]["changes"]
    assert (change["field"], change["before"], change["after"]) == ("requested_amount", 300, 250)
    assert said(bench.client.get(f"{screening}/verdicts/none/changes")) == "kept-verdict-not-found"


def test_a_backtest_is_ordered_and_a_shadow_started_and_ended(bench: RulesWebBench) -> None:
    version = bench.versions.in_force(document())
    bench.screen()
    wanted = {"version_id": version.version_id, "call": "made"}
    ordered = bench.post("/api/backtests", wanted)
    assert (ordered.status_code, ordered.json["state"]) == (202, "waiting")
    assert bench.client.get(ordered.headers["Location"]).json["state"] == "waiting"
    assert bench.client.get("/api/backtests?call=made").json["total"] == 1
    started = bench.post("/api/shadows", wanted)
    shadow = f"/api/shadows/{started.json['shadow_id']}"
    assert bench.client.delete(shadow, headers=bench.approver).json["ended_by"] == APPROVER
    assert bench.post("/api/backtests", {"version_id": version.version_id, "call": "none"}).status_code == 409


def test_a_request_that_is_sent_again_is_answered_again_and_done_once(bench: RulesWebBench) -> None:
    bench.versions.in_force(document())
    bench.screen()
    keyed = bench.writer | {"Idempotency-Key": "one"}
    first = bench.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=keyed)
    second = bench.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=keyed)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json == second.json
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(bench.client.get(CALL).json["screenings"]) == 2
    other = bench.post(f"{CALL}/screenings", {"reason": "annat"}, by=keyed)
    assert said(other) == "idempotency-key-reused"
    another = bench.approver | {"Idempotency-Key": "one"}
    assert said(bench.post(f"{CALL}/screenings", {"reason": "nya regler"}, by=another)) == (
        "idempotency-key-reused"
    )


def test_a_key_is_free_again_when_its_request_has_failed(bench: RulesWebBench) -> None:
    keyed = bench.writer | {"Idempotency-Key": "one"}
    body = {"version_id": str(uuid4()), "call": "made"}
    assert said(bench.post("/api/backtests", body, by=keyed)) == "version-not-found"
    assert said(bench.post("/api/backtests", body, by=keyed)) == "version-not-found"
    made = bench.post("/api/versions", {"document": document()}, by=keyed)
    again = bench.post("/api/versions", {"document": document()}, by=keyed)
    assert (made.json, made.headers["ETag"]) == (again.json, again.headers["ETag"])
    assert bench.client.get("/api/versions").json["total"] == 1


def test_a_request_that_is_being_worked_on_is_not_begun_again_until_it_must_be_dead(
    bench: RulesWebBench,
) -> None:
    keyed, body = bench.writer | {"Idempotency-Key": "one"}, {"document": document()}
    sent = WRITER.encode() + b"\0" + json.dumps(body).encode()
    with bench.database.writing() as session:
        Once(IdempotencyKeyRow, "POST versions", "one", sent, bench.clock.now()).hold(session)
    again = bench.client.post(
        "/api/versions", data=json.dumps(body), headers=keyed, content_type="application/json"
    )
    assert said(again) == "changed-meanwhile"
    bench.clock.advance(minutes=3)
    again = bench.client.post(
        "/api/versions", data=json.dumps(body), headers=keyed, content_type="application/json"
    )
    assert again.status_code == 201


def test_lists_come_in_pages(bench: RulesWebBench) -> None:
    for number in range(1, 4):
        bench.draft(document(number))
    page = bench.client.get("/api/versions?page=2&page_size=2&name=trial").json
    assert (page["total"], [each["version"] for each in page["items"]]) == (3, [1])
    assert bench.client.get("/api/versions?state=approved").json["items"] == []
    assert bench.client.get("/api/rule-sets").json["items"][0]["versions"] == 3


def test_figures_and_readiness_are_told(bench: RulesWebBench) -> None:
    bench.draft()
    assert bench.client.get("/health/ready").json == {"status": "ok", "database": "ok"}
    assert 'scoring_versions{state="draft"} 1.0' in bench.client.get("/metrics").text
