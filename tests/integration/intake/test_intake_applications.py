"""Applications over the API: drafts, submission, change until the call closes, withdrawal, lists."""

from __future__ import annotations

from datetime import UTC, datetime

from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, made_application


def test_a_draft_has_not_arrived_and_is_not_sent_to_scoring(stage: IntakeStage) -> None:
    draft = stage.draft(stage.open_call())
    assert (draft["state"], draft["registration_number"], draft["received_at"]) == ("draft", None, None)
    assert stage.sent(TaskName.RECEIVE_APPLICATIONS) == []


def test_a_submitted_application_has_number_and_time_of_arrival_and_is_sent(stage: IntakeStage) -> None:
    application = stage.submit(stage.open_call())
    assert application["registration_number"] == "1.1-1/2017-1"
    assert application["received_at"] == application["submitted_at"] == "2017-11-01T12:00:00+00:00"
    (message,) = stage.sent(TaskName.RECEIVE_APPLICATIONS)
    (snapshot,) = message["applications"]
    assert snapshot["application_id"] == application["application_id"]
    assert snapshot["content"]["title"] == "Öppen träff för unga"
    assert snapshot["content"]["earlier_grants"] is None


def test_registration_numbers_have_no_holes_left_by_drafts(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    stage.draft(call_id)
    assert [stage.submit(call_id)["registration_number"] for _ in range(2)] == [
        "1.1-1/2017-1",
        "1.1-1/2017-2",
    ]


def test_an_application_gets_a_reference_unless_it_has_one(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    assert stage.draft(call_id, reference="A-1")["reference"] == "A-1"
    assert stage.draft(call_id)["reference"] == "A-2"
    answer = stage.post(f"/api/calls/{call_id}/applications", made_application(reference="A-1"))
    assert (answer.status_code, answer.json["type"]) == (409, "urn:prescreen:problem:reference-taken")


def test_the_same_request_with_the_same_key_creates_one_application(stage: IntakeStage) -> None:
    path = f"/api/calls/{stage.open_call()}/applications"
    first = stage.post(path, made_application(), Idempotency_Key="k-1")
    before = stage.counts()
    again = stage.post(path, made_application(), Idempotency_Key="k-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stage.counts() == before


def test_a_key_that_comes_with_another_content_is_refused(stage: IntakeStage) -> None:
    path = f"/api/calls/{stage.open_call()}/applications"
    stage.post(path, made_application(), Idempotency_Key="k-1")
    answer = stage.post(path, made_application(title="En annan"), Idempotency_Key="k-1")
    assert (answer.status_code, answer.json["type"]) == (422, "urn:prescreen:problem:idempotency-key-reused")


def test_a_refused_request_leaves_its_key_free(stage: IntakeStage) -> None:
    path = f"/api/calls/{stage.open_call()}/applications"
    assert stage.post(path, made_application(title=3), Idempotency_Key="k-1").status_code == 422
    assert stage.post(path, made_application(), Idempotency_Key="k-1").status_code == 201


def test_a_change_makes_a_new_revision_and_keeps_the_old_one(stage: IntakeStage) -> None:
    application = stage.submit(stage.open_call())
    path = f"/api/applications/{application['application_id']}"
    etag = stage.http.get(path).headers["ETag"]
    changed = stage.http.put(path, json=made_application(title="Ny titel"), headers={"If-Match": etag})
    assert (changed.status_code, changed.json["revision"]) == (200, 2)
    assert changed.json["state"] == "submitted"
    assert changed.json["registration_number"] == application["registration_number"]
    revisions = [m["applications"][0]["revision"] for m in stage.sent(TaskName.RECEIVE_APPLICATIONS)]
    assert revisions == [1, 2]
    assert stage.counts()["application_revision"] == 2


def test_the_same_content_again_makes_no_revision(stage: IntakeStage) -> None:
    application = stage.submit(stage.open_call())
    path = f"/api/applications/{application['application_id']}"
    same = stage.http.put(
        path, json=application["content"], headers={"If-Match": stage.http.get(path).headers["ETag"]}
    )
    assert (same.status_code, same.json["revision"]) == (200, 1)


def test_what_was_read_can_be_sent_back_changed(stage: IntakeStage) -> None:
    draft = stage.draft(stage.open_call())
    path = f"/api/applications/{draft['application_id']}"
    read = stage.http.get(path)
    content = {**read.json["content"], "requested_amount": 833.0}
    changed = stage.http.put(path, json=content, headers={"If-Match": read.headers["ETag"]})
    assert changed.json["content"]["requested_amount"] == 833


def test_a_change_needs_the_version_that_was_read(stage: IntakeStage) -> None:
    draft = stage.draft(stage.open_call())
    path = f"/api/applications/{draft['application_id']}"
    etag = stage.http.get(path).headers["ETag"]
    assert stage.http.put(path, json=made_application(title="Ett")).status_code == 428
    assert (
        stage.http.put(path, json=made_application(title="Ett"), headers={"If-Match": etag}).status_code
        == 200
    )
    stale = stage.http.put(path, json=made_application(title="Två"), headers={"If-Match": etag})
    assert stale.status_code == 412
    assert stage.http.get(path).json["content"]["title"] == "Ett"


def test_an_unchanged_application_is_not_sent_again_to_a_reader(stage: IntakeStage) -> None:
    path = f"/api/applications/{stage.draft(stage.open_call())['application_id']}"
    etag = stage.http.get(path).headers["ETag"]
    assert stage.http.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_an_application_in_the_last_second_is_on_time_and_one_a_second_later_is_not(
    stage: IntakeStage,
) -> None:
    call_id = stage.open_call()
    drafts = [stage.draft(call_id) for _ in range(2)]
    stage.clock.set(datetime(2017, 12, 1, 22, 59, 59, tzinfo=UTC))
    on_time = stage.post(f"/api/applications/{drafts[0]['application_id']}/submit")
    stage.clock.set(datetime(2017, 12, 1, 23, 0, tzinfo=UTC))
    late = stage.post(f"/api/applications/{drafts[1]['application_id']}/submit")
    assert on_time.status_code == 200
    assert (late.status_code, late.json["type"]) == (409, "urn:prescreen:problem:call-closed")
    assert "2 december 2017 kl. 00.00" in late.json["errors"][0]["sv"]


def test_nothing_is_changed_after_the_call_has_closed(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    application = stage.submit(call_id)
    path = f"/api/applications/{application['application_id']}"
    etag = stage.http.get(path).headers["ETag"]
    stage.close_call(call_id)
    before = stage.counts()
    answers = [
        stage.http.put(path, json=made_application(title="Sent"), headers={"If-Match": etag}),
        stage.post(f"{path}/withdraw"),
        stage.post(f"/api/calls/{call_id}/applications", made_application()),
        stage.http.put(f"/api/calls/{call_id}/rankings/Norra förvaltningen", json={"references": []}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 4
    assert stage.counts() == before


def test_a_withdrawn_application_stays_withdrawn(stage: IntakeStage) -> None:
    application = stage.submit(stage.open_call())
    path = f"/api/applications/{application['application_id']}"
    withdrawn = stage.post(f"{path}/withdraw")
    assert withdrawn.json["state"] == "withdrawn"
    assert withdrawn.json["received_at"] == application["received_at"]
    assert stage.post(f"{path}/submit").status_code == 409
    assert stage.sent(TaskName.RECEIVE_APPLICATIONS)[-1]["applications"][0]["state"] == "withdrawn"


def test_a_required_question_may_wait_until_submission(stage: IntakeStage) -> None:
    question = {
        "key": "purpose",
        "type": "text",
        "required": True,
        "label": {"sv": "Vad är syftet?", "en": "What for?"},
    }
    draft = stage.draft(stage.open_call(questions=[question]), answers={})
    answer = stage.post(f"/api/applications/{draft['application_id']}/submit")
    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    assert (error["field"], error["code"]) == ("answers.purpose", "answer_required")
    assert "Vad är syftet?" in error["sv"]


def test_applications_are_listed_with_paging_and_filters(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    for number in range(3):
        stage.submit(call_id, title=f"Projekt {number}")
    both = ["Södra förvaltningen", "Norra förvaltningen"]
    stage.draft(call_id, grant_type="study_visit", applicants=both, answers={})
    path = f"/api/calls/{call_id}/applications"
    page = stage.http.get(f"{path}?page=2&page_size=3").json
    assert (page["total"], page["page"], len(page["items"])) == (4, 2, 1)
    assert stage.http.get(f"{path}?state=submitted").json["total"] == 3
    assert stage.http.get(f"{path}?grant_type=study_visit").json["total"] == 1
    assert stage.http.get(path, query_string={"applicant": "Södra förvaltningen"}).json["total"] == 1
    assert stage.http.get(f"{path}?outcome=refuse").json["total"] == 0


def test_a_ranking_is_kept_and_replaced(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    references = [stage.submit(call_id)["reference"] for _ in range(2)]
    path = f"/api/calls/{call_id}/rankings/Norra förvaltningen"
    assert stage.http.get(path).status_code == 404
    assert stage.http.put(path, json={"references": references}).status_code == 200
    assert stage.http.put(path, json={"references": references[:1]}).status_code == 200
    assert stage.http.get(path).json["references"] == references[:1]
    stage.close_call(call_id)
    assert stage.sent(TaskName.SCREEN_CALL)[0]["rankings"] == {"Norra förvaltningen": references[:1]}
