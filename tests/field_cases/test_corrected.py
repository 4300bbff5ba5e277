"""A round that was sent with a slip is sent again corrected: the difference first, then all or nothing, and screened again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from intake_service.store.tables import EventRow
from prescreen_shared.names import TaskName
from tests.stages.intake import ENGINE, RULES, IntakeStage, made_application, made_bundle

OFFICER = {"X-Remote-User": "Anna Handläggare"}
Json = dict[str, Any]


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def screened_round(intake: IntakeStage) -> str:
    """Import two applications, close the call, and let each be eligible."""
    call_id = str(intake.post("/api/bundles", made_bundle()).json["call_id"])
    intake.close_call(call_id)
    answer_order(intake)
    intake.clock.advance(minutes=1)
    return call_id


def answer_order(intake: IntakeStage, outcome: str = "eligible") -> Json:
    order = intake.sent(TaskName.SCREEN_CALL)[-1]
    verdicts = [
        {
            "application_id": key,
            "reference": key,
            "revision": revision,
            "outcome": outcome,
            "proposed_amount": None,
            "findings": [],
        }
        for key, revision in order["manifest"]
    ]
    screening = {"screening_id": order["screening_id"], "rule_set": RULES}
    intake.receive(TaskName.RECORD_VERDICTS, {**screening, "engine": ENGINE, "verdicts": verdicts})
    done = {"call_id": order["call"]["call_id"], "verdict_count": len(verdicts), "call_findings": []}
    intake.receive(TaskName.CALL_SCREENED, {**screening, **done})
    return order


def corrected(**parts: Any) -> Json:
    """Give the round with another amount in A-1, without A-2, and with A-3."""
    bundle = made_bundle(**parts)
    bundle["applications"] = [
        made_application(reference="A-1", requested_amount=150_000),
        made_application(reference="A-3", title="Ny"),
    ]
    return bundle


def preview(intake: IntakeStage, call_id: str, bundle: Json) -> Any:
    return intake.post(f"/api/calls/{call_id}/correction/preview", bundle)


def store(
    intake: IntakeStage, call_id: str, bundle: Json, state: str, headers: dict[str, str] = OFFICER
) -> Any:
    wanted = {"state": state, "reason": "Fel belopp i A-1"}
    return intake.http.post(
        f"/api/calls/{call_id}/correction", json=bundle, query_string=wanted, headers=headers
    )


def test_the_difference_is_shown_and_nothing_is_stored(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    before = intake.counts()
    bundle = corrected()
    bundle["call"]["title"] = "Rättad titel"
    bundle["rankings"] = {}
    shown = preview(intake, call_id, bundle)
    assert shown.status_code == 200, shown.text
    assert (shown.json["new"], shown.json["missing"]) == (["A-3"], ["A-2"])
    assert shown.json["changed"] == [
        {"reference": "A-1", "fields": {"requested_amount": {"earlier": 200_000, "new": 150_000}}}
    ]
    assert shown.json["call"] == {"title": {"earlier": "Lokala medel 2018", "new": "Rättad titel"}}
    assert shown.json["beside"] == ["rankings"]
    assert intake.counts() == before


def test_the_same_round_again_changes_nothing(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    shown = preview(intake, call_id, made_bundle()).json
    assert [shown[name] for name in ("new", "changed", "missing", "call", "beside")] == [[], [], [], {}, []]


def test_it_is_stored_whole_screened_again_and_what_was_proposed_stays(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    state = preview(intake, call_id, corrected()).json["state"]
    answer = store(intake, call_id, corrected(), state)
    assert answer.status_code == 200, answer.text
    order = answer_order(intake, "refer")
    assert sorted(revision for _, revision in order["manifest"]) == [1, 2]
    listed = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    states = {each["reference"]: (each["state"], each["revision"]) for each in listed}
    assert states == {"A-1": ("screened", 2), "A-2": ("withdrawn", 1), "A-3": ("screened", 1)}
    first, second = intake.http.get(f"/api/calls/{call_id}/screenings").json["screenings"]
    assert second["ordered_by"] == "Anna Handläggare"
    old = intake.http.get(f"/api/calls/{call_id}/verdicts?screening={first['screening_id']}").json
    assert {
        each["reference"]: (each["requested_amount"], each["outcome"], each["revision"])
        for each in old["verdicts"]
    } == {
        "A-1": (200_000, "eligible", 1),
        "A-2": (200_000, "eligible", 1),
    }
    new = intake.http.get(f"/api/calls/{call_id}/verdicts").json
    assert {each["reference"]: (each["requested_amount"], each["outcome"]) for each in new["verdicts"]} == {
        "A-1": (150_000, "refer"),
        "A-3": (200_000, "refer"),
    }
    with intake.database.reading() as session:
        (event,) = session.scalars(select(EventRow).where(EventRow.kind == "round_corrected"))
    assert (event.facts["by"], event.facts["reason"]) == ("Anna Handläggare", "Fel belopp i A-1")


def test_what_was_left_out_by_mistake_can_come_back(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    for bundle in (corrected(), made_bundle()):
        state = preview(intake, call_id, bundle).json["state"]
        assert store(intake, call_id, bundle, state).status_code == 200
    listed = intake.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert {each["reference"]: each["state"] for each in listed} == {
        "A-1": "submitted",
        "A-2": "submitted",
        "A-3": "withdrawn",
    }


def test_what_staff_registered_is_no_part_of_the_round(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    late = {**made_application(reference="SEN-1"), "submitted_at": "2017-11-01 12:00", "reason": "På papper"}
    registered = intake.http.post(f"/api/calls/{call_id}/received", json=late, headers=OFFICER)
    assert registered.status_code == 201, registered.text
    assert preview(intake, call_id, made_bundle()).json["missing"] == []
    clash = made_bundle()
    clash["applications"].append(made_application(reference="SEN-1"))
    assert preview(intake, call_id, clash).status_code == 422


def test_a_stale_preview_a_faulty_bundle_or_another_call_stores_nothing(intake: IntakeStage) -> None:
    call_id = screened_round(intake)
    state = preview(intake, call_id, corrected()).json["state"]
    before = intake.counts()
    assert store(intake, call_id, made_bundle(), state).status_code == 409
    assert store(intake, call_id, corrected(), state, headers={}).status_code == 401
    faulty = corrected()
    faulty["applications"][0]["grant_type"] = "nothing"
    assert preview(intake, call_id, faulty).status_code == 422
    other = corrected()
    other["call"]["id"] = "another"
    assert preview(intake, call_id, other).json["errors"][0]["code"] == "other_call"
    assert intake.counts() == before
    assert store(intake, call_id, corrected(), state).status_code == 200
    assert store(intake, call_id, corrected(), state).status_code == 409
