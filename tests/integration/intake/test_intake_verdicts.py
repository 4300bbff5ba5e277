"""Verdicts from scoring: each kept once, the screening ended when all are there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake_service.store.tables import Alarm, ParkedMessage
from prescreen_shared.names import TaskName
from tests.intake_bench import (
    IntakeBench,
    call_screened_message,
    made_criterion,
    made_verdict,
    verdicts_message,
)

UNKNOWN = "00000000-0000-4000-8000-000000000009"


@pytest.fixture
def closed(bench: IntakeBench) -> dict[str, Any]:
    """A closed call of two applications that waits for its verdicts."""
    call_id = bench.open_call()
    applications = [bench.submit(call_id) for _ in range(2)]
    return {**bench.close_call(call_id), "applications": applications}


def alarms(bench: IntakeBench) -> list[str]:
    """Name the kinds of alarm that were raised."""
    with bench.database.reading() as session:
        return list(session.scalars(select(Alarm.kind).order_by(Alarm.alarm_id)))


def screening(bench: IntakeBench, closed: dict[str, Any]) -> dict[str, Any]:
    """Read how the screening stands."""
    return dict(bench.http.get(f"/api/calls/{closed['call_id']}/screening").json)


def finish(bench: IntakeBench, closed: dict[str, Any]) -> None:
    """Let scoring answer everything."""
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], *closed["applications"]))
    end = call_screened_message(closed["screening_id"], closed["call_id"], len(closed["applications"]))
    bench.receive(TaskName.CALL_SCREENED, end)


def test_a_screening_ends_when_every_verdict_and_the_end_have_come(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    first, second = closed["applications"]
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], first))
    assert screening(bench, closed)["done"] == 1
    bench.receive(TaskName.CALL_SCREENED, call_screened_message(closed["screening_id"], closed["call_id"], 2))
    assert screening(bench, closed)["state"] == "waiting"
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], second))
    assert screening(bench, closed)["state"] == "done"
    assert screening(bench, closed)["rule_set"]["sha256"] == "a" * 64
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_message_that_comes_twice_changes_nothing_and_is_counted(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    finish(bench, closed)
    before = bench.counts()
    finish(bench, closed)
    assert bench.counts() == before
    assert screening(bench, closed)["duplicates"] == 3
    assert alarms(bench) == []


def test_verdicts_are_read_by_application_and_in_the_whole_file(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    finish(bench, closed)
    first = closed["applications"][0]
    read = bench.http.get(f"/api/applications/{first['application_id']}/verdicts").json
    (verdict,) = read["verdicts"]
    assert verdict["outcome"] == "refer"
    assert verdict["findings"][0]["text"]["sv"] == "Behöver bedömas."
    document = bench.http.get(f"/api/calls/{closed['call_id']}/verdicts").json
    assert [v["reference"] for v in document["verdicts"]] == ["A-1", "A-2"]
    assert document["rule_set"] == {"name": "made", "version": 1, "sha256": "a" * 64}
    assert [f["rule"] for f in document["call_findings"]] == ["made-call-rule"]
    listed = bench.http.get(f"/api/calls/{closed['call_id']}/applications?outcome=refer").json
    assert (listed["total"], listed["items"][0]["state"]) == (2, "screened")


def test_the_proposal_and_the_pages_show_a_screened_call(bench: IntakeBench, closed: dict[str, Any]) -> None:
    finish(bench, closed)
    page = bench.http.get(f"/api/calls/{closed['call_id']}/proposal.html")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Behöver bedömas." in page.text
    application_id = closed["applications"][0]["application_id"]
    paths = ("/", f"/calls/{closed['call_id']}", f"/applications/{application_id}")
    assert [bench.http.get(path).status_code for path in paths] == [200, 200, 200]
    assert bench.http.get(f"/calls/{UNKNOWN}").status_code == 404


def test_a_verdict_that_contradicts_the_kept_one_changes_nothing_and_raises_an_alarm(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    finish(bench, closed)
    first = closed["applications"][0]
    other = verdicts_message(closed["screening_id"], first, outcome="refuse")
    bench.receive(TaskName.RECORD_VERDICTS, other)
    read = bench.http.get(f"/api/applications/{first['application_id']}/verdicts").json
    assert [verdict["outcome"] for verdict in read["verdicts"]] == ["refer"]
    assert alarms(bench) == ["verdict-contradicted"]


def test_a_second_verdict_under_other_rules_is_not_kept_beside_the_first(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    finish(bench, closed)
    other = verdicts_message(closed["screening_id"], *closed["applications"])
    bench.receive(TaskName.RECORD_VERDICTS, {**other, "rule_set": {**other["rule_set"], "sha256": "b" * 64}})
    verdicts = bench.http.get(f"/api/calls/{closed['call_id']}/verdicts").json["verdicts"]
    assert len(verdicts) == len(closed["applications"])
    assert alarms(bench) == ["verdict-contradicted"] * 2


@pytest.mark.parametrize("stranger", [{"application_id": UNKNOWN}, {"revision": 7}])
def test_a_verdict_that_nobody_asked_for_is_not_kept(
    bench: IntakeBench, closed: dict[str, Any], stranger: dict[str, Any]
) -> None:
    message = verdicts_message(closed["screening_id"], closed["applications"][0])
    message["verdicts"] = [made_verdict(closed["applications"][0], **stranger)]
    bench.receive(TaskName.RECORD_VERDICTS, message)
    assert bench.counts()["verdict"] == 0
    assert alarms(bench) == ["verdict-not-asked-for"]


def test_messages_about_an_unknown_screening_are_parked_with_an_alarm(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(UNKNOWN, closed["applications"][0]))
    bench.receive(TaskName.CALL_SCREENED, call_screened_message(UNKNOWN, closed["call_id"], 2))
    refusal = {"screening_id": UNKNOWN, "call_id": closed["call_id"], "rule_set": "x", "problems": ["y"]}
    bench.receive(TaskName.SCREENING_REFUSED, refusal)
    with bench.database.reading() as session:
        assert len(session.scalars(select(ParkedMessage)).all()) == 3
    assert set(alarms(bench)) == {"message-parked"}


def test_a_count_that_differs_from_the_manifest_raises_an_alarm(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    bench.receive(TaskName.CALL_SCREENED, call_screened_message(closed["screening_id"], closed["call_id"], 3))
    assert alarms(bench) == ["verdict-count-differs"]


def test_revisions_that_scoring_lacks_are_sent_again(bench: IntakeBench, closed: dict[str, Any]) -> None:
    first = closed["applications"][0]["application_id"]
    missing = [[first, 1], [UNKNOWN, 1]]
    body = {"screening_id": closed["screening_id"], "call_id": closed["call_id"], "missing": missing}
    bench.receive(TaskName.SEND_APPLICATIONS, body)
    (snapshot,) = bench.sent(TaskName.RECEIVE_APPLICATIONS)[-1]["applications"]
    assert (snapshot["application_id"], snapshot["revision"]) == (first, 1)
    assert alarms(bench) == ["revision-unknown"]


def test_refused_rules_leave_the_call_partial_until_it_is_ordered_again(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    body = {
        "screening_id": closed["screening_id"],
        "call_id": closed["call_id"],
        "rule_set": "made",
        "problems": ["made.yaml, line 3: unknown operator"],
    }
    bench.receive(TaskName.SCREENING_REFUSED, body)
    stands = screening(bench, closed)
    assert (stands["state"], stands["stuck"]) == ("stuck", 2)
    assert stands["problems"] == ["made.yaml, line 3: unknown operator"]
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "partial"
    assert alarms(bench) == ["screening-refused"]
    again = bench.post(f"/api/calls/{closed['call_id']}/screening")
    assert (again.status_code, again.json["state"], again.json["stuck"]) == (202, "waiting", 0)
    first, second = bench.sent(TaskName.SCREEN_CALL)
    assert first == second
    finish(bench, closed)
    assert bench.http.get(f"/api/calls/{closed['call_id']}").json["state"] == "screened"


def test_a_call_without_applications_is_screened_too(bench: IntakeBench) -> None:
    order = bench.close_call(bench.open_call())
    bench.receive(TaskName.CALL_SCREENED, call_screened_message(order["screening_id"], order["call_id"], 0))
    assert bench.http.get(f"/api/calls/{order['call_id']}").json["state"] == "screened"


def test_what_criteria_give_is_kept_read_and_never_changed(
    bench: IntakeBench, closed: dict[str, Any]
) -> None:
    first, second = closed["applications"]
    given = [made_criterion(points=1, status="undetermined")]
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], first, criteria=given))
    bench.receive(TaskName.RECORD_VERDICTS, verdicts_message(closed["screening_id"], second))
    for application, expected in ((first, given), (second, [])):
        read = bench.http.get(f"/api/applications/{application['application_id']}/verdicts").json
        assert read["verdicts"][0]["criteria"] == expected
    assert alarms(bench) == []
    more = verdicts_message(closed["screening_id"], first, criteria=[made_criterion()])
    bench.receive(TaskName.RECORD_VERDICTS, more)
    assert alarms(bench) == ["verdict-contradicted"]
    (kept, without) = bench.http.get(f"/api/calls/{closed['call_id']}/verdicts").json["verdicts"]
    assert kept["points"] == {"known": 1, "possible": 2, "max": 2}
    assert kept["criteria"] == given
    assert "criteria" not in without
