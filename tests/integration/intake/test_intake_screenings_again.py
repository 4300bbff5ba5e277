"""A screening that scoring began again: taken up once, waited for like the first, and neither hides the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from intake_service.screenings.finish import sweep_screenings
from intake_service.store.tables import Alarm
from prescreen_shared.names import TaskName
from tests.stages.intake import ENGINE, IntakeStage, made_verdict

FIRST = {"name": "made", "version": 1, "sha256": "a" * 64}
SECOND = {"name": "made", "version": 2, "sha256": "b" * 64}
Json = dict[str, Any]


@pytest.fixture
def closed(stage: IntakeStage) -> Json:
    """A closed call of two applications that waits for its verdicts."""
    call_id = stage.open_call()
    applications = [stage.submit(call_id) for _ in range(2)]
    return {**stage.close_call(call_id), "applications": applications}


def begun(closed: Json, **changes: Any) -> Json:
    """The announcement of another screening."""
    return {
        "screening_id": str(uuid4()),
        "call_id": closed["call_id"],
        "based_on": closed["screening_id"],
        "rule_set": SECOND,
        "by": "Bo Berg",
        "reason": "ny gräns",
        **changes,
    }


def finish(stage: IntakeStage, closed: Json, screening_id: str, rules: Json, outcome: str) -> None:
    """Let scoring answer everything in a screening."""
    verdicts = [made_verdict(application, outcome=outcome) for application in closed["applications"]]
    body = {"screening_id": screening_id, "rule_set": rules, "engine": ENGINE, "verdicts": verdicts}
    stage.receive(TaskName.RECORD_VERDICTS, body)
    end = {
        "screening_id": screening_id,
        "call_id": closed["call_id"],
        "rule_set": rules,
        "verdict_count": len(verdicts),
        "call_findings": [],
    }
    stage.receive(TaskName.CALL_SCREENED, end)


def screened_twice(stage: IntakeStage, closed: Json) -> Json:
    """Finish the first screening, and take up and finish a second; gives the announcement."""
    finish(stage, closed, closed["screening_id"], FIRST, "refuse")
    stage.clock.advance(minutes=1)
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    finish(stage, closed, said["screening_id"], SECOND, "eligible")
    return said


def outcomes(stage: IntakeStage, closed: Json, **query: str) -> set[str]:
    """Read the outcomes that verdicts.json has."""
    document = stage.http.get(f"/api/calls/{closed['call_id']}/verdicts", query_string=query).json
    return {verdict["outcome"] for verdict in document["verdicts"]}


def alarms(stage: IntakeStage) -> list[str]:
    """Name the kinds of alarm that were raised."""
    with stage.database.reading() as session:
        return list(session.scalars(select(Alarm.kind).order_by(Alarm.alarm_id)))


def test_it_is_ordered_with_the_same_manifest_and_exactly_those_rules(
    stage: IntakeStage, closed: Json
) -> None:
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    first, second = stage.sent(TaskName.SCREEN_CALL)
    changed = {"screening_id": said["screening_id"], "rule_set": "made", "rule_set_sha256": "b" * 64}
    assert second == first | changed


def test_said_again_it_changes_nothing(stage: IntakeStage, closed: Json) -> None:
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    before = stage.counts()
    stage.receive(TaskName.SCREENING_BEGUN, said)
    assert stage.counts() == before


def test_one_of_a_screening_that_intake_does_not_have_raises_an_alarm_and_no_more(
    stage: IntakeStage, closed: Json
) -> None:
    before = stage.counts()
    other_call = stage.open_call(code="other")
    for wrong in ({"based_on": str(uuid4())}, {"call_id": other_call}):
        stage.receive(TaskName.SCREENING_BEGUN, begun(closed, **wrong))
    after = stage.counts()
    assert alarms(stage) == ["screening-of-unknown"] * 2
    assert (after["screening"], after["parked_message"]) == (before["screening"], 0)


def test_both_screenings_can_be_read_and_the_newer_is_shown(stage: IntakeStage, closed: Json) -> None:
    said = screened_twice(stage, closed)
    assert outcomes(stage, closed) == {"eligible"}
    assert outcomes(stage, closed, screening=closed["screening_id"]) == {"refuse"}
    assert outcomes(stage, closed, screening=said["screening_id"]) == {"eligible"}
    listed = stage.http.get(f"/api/calls/{closed['call_id']}/screenings").json
    assert [(each["screening_id"], each["rule_set"]["version"]) for each in listed["screenings"]] == [
        (closed["screening_id"], 1),
        (said["screening_id"], 2),
    ]
    assert [(each["based_on"], each["ordered_by"], each["reason"]) for each in listed["screenings"]] == [
        (None, None, None),
        (closed["screening_id"], "Bo Berg", "ny gräns"),
    ]
    assert [each["shown"] for each in listed["screenings"]] == [False, True]
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_an_application_has_a_verdict_from_each_screening(stage: IntakeStage, closed: Json) -> None:
    screened_twice(stage, closed)
    for application in closed["applications"]:
        read = stage.http.get(f"/api/applications/{application['application_id']}/verdicts").json
        assert [verdict["outcome"] for verdict in read["verdicts"]] == ["eligible", "refuse"]


def test_a_screening_under_way_does_not_hide_the_one_that_is_done(stage: IntakeStage, closed: Json) -> None:
    finish(stage, closed, closed["screening_id"], FIRST, "refuse")
    stage.clock.advance(minutes=1)
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    assert outcomes(stage, closed) == {"refuse"}
    assert outcomes(stage, closed, screening=said["screening_id"]) == set()
    standing = stage.http.get(f"/api/calls/{closed['call_id']}/screening").json
    assert (standing["screening_id"], standing["state"]) == (said["screening_id"], "waiting")


def test_one_that_scoring_refuses_leaves_call_and_proposal_as_they_are(
    stage: IntakeStage, closed: Json
) -> None:
    finish(stage, closed, closed["screening_id"], FIRST, "refuse")
    stage.clock.advance(minutes=1)
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    refused = {"screening_id": said["screening_id"], "call_id": closed["call_id"], "rule_set": "made"}
    stage.receive(TaskName.SCREENING_REFUSED, {**refused, "problems": ["misfit"]})
    assert outcomes(stage, closed) == {"refuse"}
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"
    [_, second] = stage.http.get(f"/api/calls/{closed['call_id']}/screenings").json["screenings"]
    assert (second["state"], second["problems"]) == ("stuck", ["misfit"])


def test_it_is_ordered_again_while_it_is_silent_and_given_up_in_the_end(
    stage: IntakeStage, closed: Json
) -> None:
    finish(stage, closed, closed["screening_id"], FIRST, "refuse")
    stage.clock.advance(minutes=1)
    said = begun(closed)
    stage.receive(TaskName.SCREENING_BEGUN, said)
    stage.clock.advance(seconds=31)
    assert sweep_screenings(stage.parts) == 1
    assert stage.sent(TaskName.SCREEN_CALL)[-1]["screening_id"] == said["screening_id"]
    stage.clock.set(stage.clock.now() + timedelta(hours=7))
    sweep_screenings(stage.parts)
    assert alarms(stage) == ["screening-stuck"]
    assert stage.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"
    finish(stage, closed, said["screening_id"], SECOND, "eligible")
    assert outcomes(stage, closed) == {"eligible"}


@pytest.mark.parametrize("path", ["verdicts", "proposal.html"])
def test_a_screening_of_another_call_is_not_found(stage: IntakeStage, closed: Json, path: str) -> None:
    other = stage.open_call(code="other")
    stage.submit(other)
    theirs = stage.close_call(other)["screening_id"]
    for wrong in (theirs, str(uuid4())):
        answer = stage.http.get(f"/api/calls/{closed['call_id']}/{path}", query_string={"screening": wrong})
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_the_page_says_which_screening_it_shows_and_leads_to_the_others(
    stage: IntakeStage, closed: Json
) -> None:
    said = screened_twice(stage, closed)
    page = stage.http.get(f"/calls/{closed['call_id']}").text
    assert "Förgranskning 2 av 2" in page
    assert "made, version 2" in page
    assert f"screening={closed['screening_id']}" in page
    earlier = stage.http.get(
        f"/calls/{closed['call_id']}", query_string={"screening": closed["screening_id"]}
    )
    assert "Förgranskning 1 av 2" in earlier.text
    assert f"screening={said['screening_id']}" in earlier.text
    [first, _] = closed["applications"]
    address = f"/applications/{first['application_id']}?screening={closed['screening_id']}"
    assert address in earlier.text
    assert "Föreslås avslag" in stage.http.get(address).text
    unknown = stage.http.get(f"/calls/{closed['call_id']}", query_string={"screening": str(uuid4())})
    assert unknown.status_code == 404


def test_a_call_screened_once_says_nothing_of_others(stage: IntakeStage, closed: Json) -> None:
    finish(stage, closed, closed["screening_id"], FIRST, "refuse")
    assert "Förgranskning 1 av" not in stage.http.get(f"/calls/{closed['call_id']}").text


def test_an_order_sent_again_names_the_rules_of_the_verdicts_that_have_come(
    stage: IntakeStage, closed: Json
) -> None:
    stage.clock.advance(seconds=31)
    sweep_screenings(stage.parts)
    first, _ = closed["applications"]
    body = {"screening_id": closed["screening_id"], "rule_set": FIRST, "engine": ENGINE}
    stage.receive(TaskName.RECORD_VERDICTS, {**body, "verdicts": [made_verdict(first)]})
    for _ in range(2):
        stage.clock.advance(minutes=10)
        sweep_screenings(stage.parts)
    sent = stage.sent(TaskName.SCREEN_CALL)
    assert [order.get("rule_set_sha256") for order in sent] == [None, None, FIRST["sha256"]]


def test_verdicts_by_other_rules_than_the_screening_has_are_not_kept(
    stage: IntakeStage, closed: Json
) -> None:
    first, second = closed["applications"]
    body = {"screening_id": closed["screening_id"], "engine": ENGINE}
    stage.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": FIRST, "verdicts": [made_verdict(first)]})
    stage.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": SECOND, "verdicts": [made_verdict(second)]})
    assert alarms(stage) == ["verdicts-of-other-rules"]
    standing = stage.http.get(f"/api/calls/{closed['call_id']}/screening").json
    assert (standing["done"], standing["rule_set"]) == (1, FIRST)
    stage.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": FIRST, "verdicts": [made_verdict(second)]})
    assert stage.http.get(f"/api/calls/{closed['call_id']}/screening").json["done"] == 2
