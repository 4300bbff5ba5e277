"""Verdicts from scoring: each kept once, the screening ended when all are there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake_service.store.tables import Alarm, ParkedMessage
from prescreen_shared.names import TaskName
from tests.stages.intake import (
    IntakeStage,
    call_screened_message,
    made_criterion,
    made_verdict,
    verdicts_message,
)

UNKNOWN = "00000000-0000-4000-8000-000000000009"


@pytest.fixture
def closed(stage: IntakeStage) -> dict[str, Any]:
    """A closed call of two applications that waits for its verdicts."""
    call_id = stage.open_call()
    applications = [stage.submit(call_id) for _ in range(2)]
    return {**stage.close_call(call_id), "applications": applications}


def alarms(stage: IntakeStage) -> list[str]:
    """Name the kinds of alarm that were raised."""
    with stage.database.reading() as session:
        return list(session.scalars(select(Alarm.kind).order_by(Alarm.alarm_id)))


def screening(stage: IntakeStage, closed: dict[str, Any]) -> dict[str, Any]:
    """Read how the screening stands."""
    return dict(stage.http.get(f"/api/calls/{closed['call_id']}/screening").json)


def finish(stage: IntakeStage, closed: dict[str, Any]) -> None:
    """Let scoring answer everything."""
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], *closed["applications"]))
    end = call_screened_message(closed["screening_id"], closed["call_id"], len(closed["applications"]))
    stage.receive(TaskName.CALL_SCREENED, end)


def test_a_screening_ends_when_every_verdict_and_the_end_have_come(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    first, second = closed["applications"]
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], first))
    assert screening(stage, closed)["done"] == 1
    stage.receive(TaskName.CALL_SCREENED, call_screened_message(closed["screening_id"], closed["call_id"], 2))
    assert screening(stage, closed)["state"] == "waiting"
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], second))
    assert screening(stage, closed)["state"] == "done"
    assert screening(stage, closed)["rule_set"]["sha256"] == "a" * 64
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_message_that_comes_twice_changes_nothing_and_is_counted(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    finish(stage, closed)
    before = stage.counts()
    finish(stage, closed)
    assert stage.counts() == before
    assert screening(stage, closed)["duplicates"] == 3
    assert alarms(stage) == []


def test_verdicts_are_read_by_application_and_in_the_whole_file(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    finish(stage, closed)
    first = closed["applications"][0]
    read = stage.http.get(f"/api/applications/{first['application_id']}/verdicts").json
    (verdict,) = read["verdicts"]
    assert verdict["outcome"] == "refer"
    assert verdict["findings"][0]["text"]["sv"] == "Behöver bedömas."
    document = stage.http.get(f"/api/calls/{closed['call_id']}/verdicts").json
    assert [v["reference"] for v in document["verdicts"]] == ["A-1", "A-2"]
    assert document["rule_set"] == {"name": "made", "version": 1, "sha256": "a" * 64}
    assert [f["rule"] for f in document["call_findings"]] == ["made-call-rule"]
    listed = stage.http.get(f"/api/calls/{closed['call_id']}/applications?outcome=refer").json
    assert (listed["total"], listed["items"][0]["state"]) == (2, "screened")


def test_the_proposal_and_the_pages_show_a_screened_call(stage: IntakeStage, closed: dict[str, Any]) -> None:
    finish(stage, closed)
    page = stage.http.get(f"/api/calls/{closed['call_id']}/proposal.html")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Behöver bedömas." in page.text
    application_id = closed["applications"][0]["application_id"]
    paths = ("/", f"/calls/{closed['call_id']}", f"/applications/{application_id}")
    assert [stage.http.get(path).status_code for path in paths] == [200, 200, 200]
    assert stage.http.get(f"/calls/{UNKNOWN}").status_code == 404


def test_a_verdict_that_contradicts_the_kept_one_changes_nothing_and_raises_an_alarm(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    finish(stage, closed)
    first = closed["applications"][0]
    other = verdicts_message(closed["screening_id"], first, outcome="refuse")
    stage.receive(TaskName.RECORD_VERDICTS, other)
    read = stage.http.get(f"/api/applications/{first['application_id']}/verdicts").json
    assert [verdict["outcome"] for verdict in read["verdicts"]] == ["refer"]
    assert alarms(stage) == ["verdict-contradicted"]


def test_a_second_verdict_under_other_rules_is_not_kept_beside_the_first(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    finish(stage, closed)
    other = verdicts_message(closed["screening_id"], *closed["applications"])
    stage.receive(TaskName.RECORD_VERDICTS, {**other, "rule_set": {**other["rule_set"], "sha256": "b" * 64}})
    verdicts = stage.http.get(f"/api/calls/{closed['call_id']}/verdicts").json["verdicts"]
    assert len(verdicts) == len(closed["applications"])
    assert alarms(stage) == ["verdict-contradicted"] * 2


@pytest.mark.parametrize("stranger", [{"application_id": UNKNOWN}, {"revision": 7}])
def test_a_verdict_that_nobody_asked_for_is_not_kept(
    stage: IntakeStage, closed: dict[str, Any], stranger: dict[str, Any]
) -> None:
    message = verdicts_message(closed["screening_id"], closed["applications"][0])
    message["verdicts"] = [made_verdict(closed["applications"][0], **stranger)]
    stage.receive(TaskName.RECORD_VERDICTS, message)
    assert stage.counts()["verdict"] == 0
    assert alarms(stage) == ["verdict-not-asked-for"]


def test_messages_about_an_unknown_screening_are_parked_with_an_alarm(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(UNKNOWN, closed["applications"][0]))
    stage.receive(TaskName.CALL_SCREENED, call_screened_message(UNKNOWN, closed["call_id"], 2))
    refusal = {"screening_id": UNKNOWN, "call_id": closed["call_id"], "rule_set": "x", "problems": ["y"]}
    stage.receive(TaskName.SCREENING_REFUSED, refusal)
    with stage.database.reading() as session:
        assert len(session.scalars(select(ParkedMessage)).all()) == 3
    assert set(alarms(stage)) == {"message-parked"}


def test_a_count_that_differs_from_the_manifest_raises_an_alarm(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    stage.receive(TaskName.CALL_SCREENED, call_screened_message(closed["screening_id"], closed["call_id"], 3))
    assert alarms(stage) == ["verdict-count-differs"]


def test_revisions_that_scoring_lacks_are_sent_again(stage: IntakeStage, closed: dict[str, Any]) -> None:
    first = closed["applications"][0]["application_id"]
    missing = [[first, 1], [UNKNOWN, 1]]
    body = {"screening_id": closed["screening_id"], "call_id": closed["call_id"], "missing": missing}
    stage.receive(TaskName.SEND_APPLICATIONS, body)
    (snapshot,) = stage.sent(TaskName.RECEIVE_APPLICATIONS)[-1]["applications"]
    assert (snapshot["application_id"], snapshot["revision"]) == (first, 1)
    assert alarms(stage) == ["revision-unknown"]


def test_refused_rules_leave_the_call_partial_until_it_is_ordered_again(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    body = {
        "screening_id": closed["screening_id"],
        "call_id": closed["call_id"],
        "rule_set": "made",
        "problems": ["made.yaml, line 3: unknown operator"],
    }
    stage.receive(TaskName.SCREENING_REFUSED, body)
    stands = screening(stage, closed)
    assert (stands["state"], stands["stuck"]) == ("stuck", 2)
    assert stands["problems"] == ["made.yaml, line 3: unknown operator"]
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "partial"
    assert alarms(stage) == ["screening-refused"]
    again = stage.post(f"/api/calls/{closed['call_id']}/screening")
    assert (again.status_code, again.json["state"], again.json["stuck"]) == (202, "waiting", 0)
    first, second = stage.sent(TaskName.SCREEN_CALL)
    assert first == second
    finish(stage, closed)
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_call_without_applications_is_screened_too(stage: IntakeStage) -> None:
    order = stage.close_call(stage.open_call())
    stage.receive(TaskName.CALL_SCREENED, call_screened_message(order["screening_id"], order["call_id"], 0))
    assert stage.http.get(f"/api/calls/{order['call_id']}").json["state"] == "screened"


def test_what_criteria_give_is_kept_read_and_never_changed(
    stage: IntakeStage, closed: dict[str, Any]
) -> None:
    first, second = closed["applications"]
    given = [made_criterion(points=1, status="undetermined")]
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], first, criteria=given))
    stage.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], second))
    for application, expected in ((first, given), (second, [])):
        read = stage.http.get(f"/api/applications/{application['application_id']}/verdicts").json
        assert read["verdicts"][0]["criteria"] == expected
    assert alarms(stage) == []
    more = verdicts_message(closed["screening_id"], first, criteria=[made_criterion()])
    stage.receive(TaskName.RECORD_VERDICTS, more)
    assert alarms(stage) == ["verdict-contradicted"]
    (kept, without) = stage.http.get(f"/api/calls/{closed['call_id']}/verdicts").json["verdicts"]
    assert kept["points"] == {"known": 1, "possible": 2, "max": 2}
    assert kept["criteria"] == given
    assert "criteria" not in without
