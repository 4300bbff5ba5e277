"""Bundles over the API: a whole call at once, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from prescreen_shared.names import TaskName
from tests.stages.intake import IntakeStage, made_application, made_bundle

ROUND = Path(__file__).parents[3] / "examples" / "stockholm-2018"


def read(name: str) -> Any:
    """Read one file of the shipped round."""
    return json.loads((ROUND / name).read_text("utf-8"))


def real_round() -> dict[str, Any]:
    """Give the shipped round as one bundle."""
    return {
        "call": read("call.json"),
        "applications": read("applications.json"),
        "rankings": read("rankings.json"),
        "decisions": read("decisions.json"),
        "register": read("register.json"),
    }


def test_the_real_round_goes_in_whole_and_is_sent_to_scoring(stage: IntakeStage) -> None:
    answer = stage.post("/api/bundles", real_round())
    assert (answer.status_code, answer.json["applications"]) == (201, 29)
    assert answer.json["applications_by_grant_type"] == {"project": 14, "study_visit": 15}
    assert [warning["code"] for warning in answer.json["warnings"]] == [
        "submitted_at_unstated",
        "sections_left_out",
    ]
    assert "rapporter" in answer.json["warnings"][1]["sv"]
    sent = [a["reference"] for m in stage.sent(TaskName.RECEIVE_APPLICATIONS) for a in m["applications"]]
    assert sorted(sent) == sorted(application["reference"] for application in real_round()["applications"])


def test_an_imported_call_is_open_and_waits_for_staff_to_close_it(stage: IntakeStage) -> None:
    call_id = stage.post("/api/bundles", real_round()).json["call_id"]
    call = stage.http.get(f"/api/calls/{call_id}").json
    assert (call["state"], call["closes_automatically"], call["grant_year"]) == ("open", False, 2018)
    stage.clock.advance(days=4000)
    assert stage.close_call(call_id)["screening_id"]
    (order,) = stage.sent(TaskName.SCREEN_CALL)
    assert len(order["manifest"]) == 29
    assert order["rankings"] == read("rankings.json")
    assert order["register"]["earlier_grants"] == read("register.json")["earlier_grants"]


def test_sums_of_decisions_are_laid_beside_what_the_call_states(stage: IntakeStage) -> None:
    call_id = stage.post("/api/bundles", real_round()).json["call_id"]
    stage.close_call(call_id)
    decided = {"project": 0, "study_visit": 0}
    kinds = {a["reference"]: a["grant_type"] for a in read("applications.json")}
    for decision in read("decisions.json"):
        decided[kinds[decision["reference"]]] += decision["awarded_amount"]
    assert stage.sent(TaskName.SCREEN_CALL)[0]["decided_sums"] == {
        "project": {"decided": decided["project"], "stated": 2_705_000},
        "study_visit": {"decided": decided["study_visit"], "stated": 231_200},
    }


def test_totals_that_a_document_states_are_taken_before_the_budget(stage: IntakeStage) -> None:
    bundle = made_bundle(decisions=[{"reference": "A-1", "outcome": "granted", "awarded_amount": 5}])
    bundle["call"]["stated_totals"] = {"project": 7}
    stage.close_call(stage.post("/api/bundles", bundle).json["call_id"])
    sums = stage.sent(TaskName.SCREEN_CALL)[0]["decided_sums"]
    assert sums == {
        "project": {"decided": 5, "stated": 7},
        "study_visit": {"decided": 0, "stated": 100_000},
    }


def test_a_bundle_may_state_times_numbers_and_its_rules(stage: IntakeStage) -> None:
    application = made_application(
        reference="A-1", submitted_at="2017-12-01T16:05:00+01:00", registration_number="3.2-1/2017"
    )
    bundle = made_bundle(
        applications=[application], rankings={}, rule_set="other", rule_set_document="rules: []"
    )
    call_id = stage.post("/api/bundles", bundle).json["call_id"]
    (stored,) = stage.http.get(f"/api/calls/{call_id}/applications").json["items"]
    assert stored["submitted_at"] == "2017-12-01T15:05:00+00:00"
    assert stored["received_at"] == "2017-11-01T12:00:00+00:00"
    assert stored["registration_number"] == "3.2-1/2017"
    stage.close_call(call_id)
    (order,) = stage.sent(TaskName.SCREEN_CALL)
    assert (order["rule_set"], order["rule_set_document"]) == ("other", "rules: []")


def test_an_application_asked_for_again_is_sent_the_same_to_the_letter(stage: IntakeStage) -> None:
    application = made_application(reference="A-1", submitted_at="2017-10-01T16:05:00+02:00")
    call_id = stage.post("/api/bundles", made_bundle(applications=[application], rankings={})).json["call_id"]
    (first,) = stage.sent(TaskName.RECEIVE_APPLICATIONS)
    missing = [[first["applications"][0]["application_id"], 1]]
    body = {"screening_id": str(uuid4()), "call_id": call_id, "missing": missing}
    stage.receive(TaskName.SEND_APPLICATIONS, body)
    assert stage.sent(TaskName.RECEIVE_APPLICATIONS) == [first, first]


def test_one_fault_anywhere_stores_nothing_and_every_fault_is_named(stage: IntakeStage) -> None:
    bundle = real_round()
    bundle["applications"][3]["requested_amount"] = "350 000"
    bundle["applications"][7]["answers"]["staff_training"] = "some"
    bundle["rankings"]["Farsta stadsdelsförvaltning"].append("T9-9")
    bundle["decisions"][0]["outcome"] = "maybe"
    bundle["register"]["earlier_grants"][0]["years"] = ["2017"]
    bundle["call"]["closes_on"] = "2017-13-01"
    before = stage.counts()
    answer = stage.post("/api/bundles", bundle)
    assert answer.status_code == 422
    assert {(e["file"], e.get("entry"), e["field"]) for e in answer.json["errors"]} == {
        ("call.json", None, "closes_on"),
        ("applications.json", "T1-4", "requested_amount"),
        ("applications.json", "T1-9", "answers.staff_training"),
        ("rankings.json", "Farsta stadsdelsförvaltning", "3"),
        ("decisions.json", "T1-1", "outcome"),
        ("register.json", None, "earlier_grants.0.years.0"),
    }
    assert stage.counts() == before


def test_the_same_call_is_not_imported_twice(stage: IntakeStage) -> None:
    stage.post("/api/bundles", made_bundle())
    before = stage.counts()
    answer = stage.post("/api/bundles", made_bundle())
    assert answer.status_code == 422
    assert [(e["file"], e["field"], e["code"]) for e in answer.json["errors"]] == [
        ("call.json", "id", "code_taken")
    ]
    assert stage.counts() == before


def test_a_large_bundle_goes_to_scoring_fifty_applications_a_message(stage: IntakeStage) -> None:
    applications = [made_application(reference=f"A-{number}") for number in range(120)]
    stage.post("/api/bundles", made_bundle(applications=applications, rankings={}))
    sizes = [len(message["applications"]) for message in stage.sent(TaskName.RECEIVE_APPLICATIONS)]
    assert sizes == [50, 50, 20]
