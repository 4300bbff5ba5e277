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
from tests.intake_bench import ENGINE, IntakeBench, made_verdict

FIRST = {"name": "made", "version": 1, "sha256": "a" * 64}
SECOND = {"name": "made", "version": 2, "sha256": "b" * 64}
Json = dict[str, Any]


@pytest.fixture
def closed(bench: IntakeBench) -> Json:
    """A closed call of two applications that waits for its verdicts."""
    call_id = bench.open_call()
    applications = [bench.submit(call_id) for _ in range(2)]
    return {**bench.close_call(call_id), "applications": applications}


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


def finish(bench: IntakeBench, closed: Json, screening_id: str, rules: Json, outcome: str) -> None:
    """Let scoring answer everything in a screening."""
    verdicts = [made_verdict(application, outcome=outcome) for application in closed["applications"]]
    body = {"screening_id": screening_id, "rule_set": rules, "engine": ENGINE, "verdicts": verdicts}
    bench.receive(TaskName.RECORD_VERDICTS, body)
    end = {
        "screening_id": screening_id,
        "call_id": closed["call_id"],
        "rule_set": rules,
        "verdict_count": len(verdicts),
        "call_findings": [],
    }
    bench.receive(TaskName.CALL_SCREENED, end)


def screened_twice(bench: IntakeBench, closed: Json) -> Json:
    """Finish the first screening, and take up and finish a second; gives the announcement."""
    finish(bench, closed, closed["screening_id"], FIRST, "refuse")
    bench.clock.advance(minutes=1)
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    finish(bench, closed, said["screening_id"], SECOND, "eligible")
    return said


def outcomes(bench: IntakeBench, closed: Json, **query: str) -> set[str]:
    """Read the outcomes that verdicts.json has."""
    document = bench.http.get(f"/api/calls/{closed['call_id']}/verdicts", query_string=query).json
    return {verdict["outcome"] for verdict in document["verdicts"]}


def alarms(bench: IntakeBench) -> list[str]:
    """Name the kinds of alarm that were raised."""
    with bench.database.reading() as session:
        return list(session.scalars(select(Alarm.kind).order_by(Alarm.alarm_id)))


def test_it_is_ordered_with_the_same_manifest_and_exactly_those_rules(
    bench: IntakeBench, closed: Json
) -> None:
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    first, second = bench.sent(TaskName.SCREEN_CALL)
    changed = {"screening_id": said["screening_id"], "rule_set": "made", "rule_set_sha256": "b" * 64}
    assert second == first | changed


def test_said_again_it_changes_nothing(bench: IntakeBench, closed: Json) -> None:
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    before = bench.counts()
    bench.receive(TaskName.SCREENING_BEGUN, said)
    assert bench.counts() == before


def test_one_of_a_screening_that_intake_does_not_have_raises_an_alarm_and_no_more(
    bench: IntakeBench, closed: Json
) -> None:
    before = bench.counts()
    other_call = bench.open_call(code="other")
    for wrong in ({"based_on": str(uuid4())}, {"call_id": other_call}):
        bench.receive(TaskName.SCREENING_BEGUN, begun(closed, **wrong))
    after = bench.counts()
    assert alarms(bench) == ["screening-of-unknown"] * 2
    assert (after["screening"], after["parked_message"]) == (before["screening"], 0)


def test_both_screenings_can_be_read_and_the_newer_is_shown(bench: IntakeBench, closed: Json) -> None:
    said = screened_twice(bench, closed)
    assert outcomes(bench, closed) == {"eligible"}
    assert outcomes(bench, closed, screening=closed["screening_id"]) == {"refuse"}
    assert outcomes(bench, closed, screening=said["screening_id"]) == {"eligible"}
    listed = bench.http.get(f"/api/calls/{closed['call_id']}/screenings").json
    assert [(each["screening_id"], each["rule_set"]["version"]) for each in listed["screenings"]] == [
        (closed["screening_id"], 1),
        (said["screening_id"], 2),
    ]
    assert [(each["based_on"], each["ordered_by"], each["reason"]) for each in listed["screenings"]] == [
        (None, None, None),
        (closed["screening_id"], "Bo Berg", "ny gräns"),
    ]
    assert [each["shown"] for each in listed["screenings"]] == [False, True]
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_an_application_has_a_verdict_from_each_screening(bench: IntakeBench, closed: Json) -> None:
    screened_twice(bench, closed)
    for application in closed["applications"]:
        read = bench.http.get(f"/api/applications/{application['application_id']}/verdicts").json
        assert [verdict["outcome"] for verdict in read["verdicts"]] == ["eligible", "refuse"]


def test_a_screening_under_way_does_not_hide_the_one_that_is_done(bench: IntakeBench, closed: Json) -> None:
    finish(bench, closed, closed["screening_id"], FIRST, "refuse")
    bench.clock.advance(minutes=1)
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    assert outcomes(bench, closed) == {"refuse"}
    assert outcomes(bench, closed, screening=said["screening_id"]) == set()
    standing = bench.http.get(f"/api/calls/{closed['call_id']}/screening").json
    assert (standing["screening_id"], standing["state"]) == (said["screening_id"], "waiting")


def test_one_that_scoring_refuses_leaves_call_and_proposal_as_they_are(
    bench: IntakeBench, closed: Json
) -> None:
    finish(bench, closed, closed["screening_id"], FIRST, "refuse")
    bench.clock.advance(minutes=1)
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    refused = {"screening_id": said["screening_id"], "call_id": closed["call_id"], "rule_set": "made"}
    bench.receive(TaskName.SCREENING_REFUSED, {**refused, "problems": ["misfit"]})
    assert outcomes(bench, closed) == {"refuse"}
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"
    [_, second] = bench.http.get(f"/api/calls/{closed['call_id']}/screenings").json["screenings"]
    assert (second["state"], second["problems"]) == ("stuck", ["misfit"])


def test_it_is_ordered_again_while_it_is_silent_and_given_up_in_the_end(
    bench: IntakeBench, closed: Json
) -> None:
    finish(bench, closed, closed["screening_id"], FIRST, "refuse")
    bench.clock.advance(minutes=1)
    said = begun(closed)
    bench.receive(TaskName.SCREENING_BEGUN, said)
    bench.clock.advance(seconds=31)
    assert sweep_screenings(bench.parts) == 1
    assert bench.sent(TaskName.SCREEN_CALL)[-1]["screening_id"] == said["screening_id"]
    bench.clock.set(bench.clock.now() + timedelta(hours=7))
    sweep_screenings(bench.parts)
    assert alarms(bench) == ["screening-stuck"]
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"
    finish(bench, closed, said["screening_id"], SECOND, "eligible")
    assert outcomes(bench, closed) == {"eligible"}


@pytest.mark.parametrize("path", ["verdicts", "proposal.html"])
def test_a_screening_of_another_call_is_not_found(bench: IntakeBench, closed: Json, path: str) -> None:
    other = bench.open_call(code="other")
    bench.submit(other)
    theirs = bench.close_call(other)["screening_id"]
    for wrong in (theirs, str(uuid4())):
        answer = bench.http.get(f"/api/calls/{closed['call_id']}/{path}", query_string={"screening": wrong})
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_the_page_says_which_screening_it_shows_and_leads_to_the_others(
    bench: IntakeBench, closed: Json
) -> None:
    said = screened_twice(bench, closed)
    page = bench.http.get(f"/calls/{closed['call_id']}").text
    assert "Granskning 2 av 2" in page
    assert "made, version 2" in page
    assert f"screening={closed['screening_id']}" in page
    earlier = bench.http.get(
        f"/calls/{closed['call_id']}", query_string={"screening": closed["screening_id"]}
    )
    assert "Granskning 1 av 2" in earlier.text
    assert f"screening={said['screening_id']}" in earlier.text
    [first, _] = closed["applications"]
    address = f"/applications/{first['application_id']}?screening={closed['screening_id']}"
    assert address in earlier.text
    assert "Föreslås avslag" in bench.http.get(address).text
    unknown = bench.http.get(f"/calls/{closed['call_id']}", query_string={"screening": str(uuid4())})
    assert unknown.status_code == 404


def test_a_call_screened_once_says_nothing_of_others(bench: IntakeBench, closed: Json) -> None:
    finish(bench, closed, closed["screening_id"], FIRST, "refuse")
    assert "Granskning 1 av" not in bench.http.get(f"/calls/{closed['call_id']}").text


def test_an_order_sent_again_names_the_rules_of_the_verdicts_that_have_come(
    bench: IntakeBench, closed: Json
) -> None:
    bench.clock.advance(seconds=31)
    sweep_screenings(bench.parts)
    first, _ = closed["applications"]
    body = {"screening_id": closed["screening_id"], "rule_set": FIRST, "engine": ENGINE}
    bench.receive(TaskName.RECORD_VERDICTS, {**body, "verdicts": [made_verdict(first)]})
    for _ in range(2):
        bench.clock.advance(minutes=10)
        sweep_screenings(bench.parts)
    sent = bench.sent(TaskName.SCREEN_CALL)
    assert [order.get("rule_set_sha256") for order in sent] == [None, None, FIRST["sha256"]]


def test_verdicts_by_other_rules_than_the_screening_has_are_not_kept(
    bench: IntakeBench, closed: Json
) -> None:
    first, second = closed["applications"]
    body = {"screening_id": closed["screening_id"], "engine": ENGINE}
    bench.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": FIRST, "verdicts": [made_verdict(first)]})
    bench.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": SECOND, "verdicts": [made_verdict(second)]})
    assert alarms(bench) == ["verdicts-of-other-rules"]
    standing = bench.http.get(f"/api/calls/{closed['call_id']}/screening").json
    assert (standing["done"], standing["rule_set"]) == (1, FIRST)
    bench.receive(TaskName.RECORD_VERDICTS, {**body, "rule_set": FIRST, "verdicts": [made_verdict(second)]})
    assert bench.http.get(f"/api/calls/{closed['call_id']}/screening").json["done"] == 2
