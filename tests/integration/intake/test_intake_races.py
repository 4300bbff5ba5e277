"""Several at once: no change is lost, nothing is done twice, and nobody meets a fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import TestResponse

from intake_service.app import create_app
from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, call_screened_message, made_application, verdicts_message

AT_ONCE = 6


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do every job in a thread of its own."""
    with ThreadPoolExecutor(len(jobs)) as threads:
        return [future.result() for future in [threads.submit(job) for job in jobs]]


def test_of_changes_at_once_from_the_same_version_one_is_kept(stage: IntakeStage) -> None:
    application = stage.submit(stage.open_call())
    path = f"/api/applications/{application['application_id']}"
    etag = stage.http.get(path).headers["ETag"]
    app = create_app(stage.parts)

    def put(number: int) -> TestResponse:
        content = made_application(title=f"Titel {number}")
        return app.test_client().put(path, json=content, headers={"If-Match": etag})

    answers = at_once([lambda number=number: put(number) for number in range(AT_ONCE)])
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 412}
    (kept,) = [answer for answer in answers if answer.status_code == 200]
    stored = stage.http.get(path).json
    assert (stored["content"]["title"], stored["revision"]) == (kept.json["content"]["title"], 2)


def test_the_same_request_many_times_at_once_creates_one_application(stage: IntakeStage) -> None:
    path = f"/api/calls/{stage.open_call()}/applications"
    app = create_app(stage.parts)

    def post() -> TestResponse:
        return app.test_client().post(path, json=made_application(), headers={"Idempotency-Key": "one"})

    answers = at_once([post] * AT_ONCE)
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.json["application_id"] for answer in answers}) == 1
    assert stage.counts()["application"] == 1


def test_submissions_at_once_get_a_number_each(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    drafts = [stage.draft(call_id)["application_id"] for _ in range(AT_ONCE)]
    app = create_app(stage.parts)

    def submit(application_id: str) -> TestResponse:
        return app.test_client().post(f"/api/applications/{application_id}/submit")

    answers = at_once([lambda key=key: submit(key) for key in drafts])
    numbers = {answer.json["registration_number"] for answer in answers}
    assert numbers == {f"1.1-1/2017-{number}" for number in range(1, AT_ONCE + 1)}


def test_an_application_submitted_while_the_call_closes_is_in_or_refused_never_between(
    stage: IntakeStage,
) -> None:
    call_id = stage.open_call()
    drafts = [stage.draft(call_id)["application_id"] for _ in range(AT_ONCE)]
    app = create_app(stage.parts)

    def submit(application_id: str) -> tuple[str, int]:
        path = f"/api/applications/{application_id}/submit"
        return application_id, app.test_client().post(path).status_code

    def close() -> tuple[str, int]:
        return "", app.test_client().post(f"/api/calls/{call_id}/close").status_code

    jobs: list[Callable[[], Any]] = [lambda key=key: submit(key) for key in drafts]
    answers = at_once([*jobs[:3], close, *jobs[3:]])
    (order,) = stage.sent(TaskName.SCREEN_CALL)
    taken = {key for key, status in answers if key and status == 200}
    assert {application_id for application_id, _ in order["manifest"]} == taken
    assert {status for key, status in answers if key and key not in taken} <= {409}


def test_of_finishers_at_once_one_ends_the_screening(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    applications = [stage.submit(call_id) for _ in range(AT_ONCE)]
    screening_id = stage.close_call(call_id)["screening_id"]
    end = call_screened_message(screening_id, call_id, AT_ONCE)
    jobs: list[Callable[[], Any]] = [
        lambda one=one: stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(screening_id, one))
        for one in applications
    ]
    at_once([*jobs, lambda: stage.receive(TaskName.CALL_SCREENED, end)])
    stands = stage.http.get(f"/api/calls/{call_id}/screening").json
    assert (stands["state"], stands["done"]) == ("done", AT_ONCE)
    assert stage.http.get(f"/api/calls/{call_id}").json["state"] == "screened"


def test_drafts_made_at_once_each_under_its_own_key_get_a_reference_each(stage: IntakeStage) -> None:
    path = f"/api/calls/{stage.open_call()}/applications"
    app = create_app(stage.parts)

    def post(number: int) -> TestResponse:
        key = {"Idempotency-Key": f"draft-{number}"}
        return app.test_client().post(path, json=made_application(), headers=key)

    answers = at_once([lambda number=number: post(number) for number in range(AT_ONCE)])
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert {answer.json["reference"] for answer in answers} == {f"A-{at}" for at in range(1, AT_ONCE + 1)}
