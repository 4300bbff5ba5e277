"""What has arrived is received: late and incomplete applications that staff register, and changes of an open call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake_service.screenings.order import close_due_calls
from intake_service.store.tables import EventRow
from prescreen_shared.names import TaskName
from prescreen_shared.shapes.declaring import read
from prescreen_shared.statuses import Outcome
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.engine.judge import EngineJudge
from tests.rules.screen_bundle import Screened, shipped_rule_set
from tests.stages.both_services import screen_order, sent_applications
from tests.stages.intake import ENGINE, RULES, IntakeStage, made_application, made_bundle

OFFICER = {"X-Remote-User": "Anna Handläggare"}
PERIOD = "outside-call-period"
LATE = {
    "grant_type": "project",
    "title": "Samtalsgrupper för föräldrar",
    "description": "Projektet prövar samtalsgrupper för föräldrar till tonåringar tillsammans med skolan.",
    "applicants": ["Farsta stadsdelsförvaltning"],
    "requested_amount": 200_000,
    "earlier_grants": [],
    "answers": {},
    "reason": "Kom på papper fem minuter efter stängningen",
}
CLOSES = datetime(2017, 11, 1, 13, 0, tzinfo=UTC)


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def open_call(intake: IntakeStage, **terms: Any) -> str:
    return intake.open_call(
        **{
            "opens_on": None,
            "closes_on": None,
            "closes_at": "2017-11-01T14:00:00",
            "rule_set": "stockholm-2018",
            **terms,
        }
    )


def register(intake: IntakeStage, call_id: str, headers: dict[str, str] = OFFICER, **given: Any) -> Any:
    body = {**LATE, "submitted_at": "2017-11-01T14:05:00", **given}
    return intake.http.post(f"/api/calls/{call_id}/received", json=body, headers=headers)


def close_by_clock(intake: IntakeStage) -> None:
    intake.clock.set(CLOSES)
    assert close_due_calls(intake.parts) == 1


def orders(intake: IntakeStage) -> list[dict[str, Any]]:
    return intake.sent(TaskName.SCREEN_CALL)


def judged(intake: IntakeStage) -> Screened:
    """Judge what the newest order names, and let intake keep the verdicts."""
    order = orders(intake)[-1]
    found = screen_order(intake, order["screening_id"], shipped_rule_set())
    verdicts = [
        {
            "application_id": verdict.application_id,
            "reference": verdict.reference,
            "revision": verdict.revision,
            "outcome": verdict.outcome.value,
            "proposed_amount": verdict.proposed_amount,
            "findings": [],
        }
        for verdict in found.verdicts.values()
    ]
    screening = {"screening_id": order["screening_id"], "rule_set": RULES}
    if verdicts:
        intake.receive(TaskName.RECORD_VERDICTS, {**screening, "engine": ENGINE, "verdicts": verdicts})
    done = {"call_id": order["call"]["call_id"], "verdict_count": len(verdicts), "call_findings": []}
    intake.receive(TaskName.CALL_SCREENED, {**screening, **done})
    return found


def events(intake: IntakeStage, kind: str) -> list[EventRow]:
    with intake.database.reading() as session:
        return list(session.scalars(select(EventRow).where(EventRow.kind == kind)))


def test_a_late_application_is_registered_judged_and_logged(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    in_time = intake.submit(call_id, applicants=["Bromma stadsdelsförvaltning"])
    close_by_clock(intake)
    first = judged(intake)
    intake.clock.set(CLOSES + timedelta(hours=1))
    shut = intake.post(f"/api/calls/{call_id}/applications", made_application())
    assert (shut.status_code, shut.json["type"]) == (409, "urn:prescreen:problem:call-closed")

    answer = register(intake, call_id)
    assert answer.status_code == 201, answer.text
    assert answer.json["state"] == "submitted"
    assert answer.json["submitted_at"] == "2017-11-01T13:05:00+00:00"
    assert answer.json["registration_number"] == "1.1-1/2017-2"
    assert orders(intake)[-1]["rule_set_sha256"] == RULES["sha256"]
    again = judged(intake)
    late = next(f for f in again.verdicts[answer.json["reference"]].findings if f.rule == PERIOD)
    assert late.text.sv == (
        "Avslag, ansökan kom in 1 november 2017 kl. 14:05. Ansökningstiden gick ut 1 november 2017 kl. 14:00."
    )
    reference = in_time["reference"]
    assert again.verdicts[reference] == first.verdicts[reference]
    (event,) = events(intake, "registered")
    assert (event.facts["by"], event.facts["reason"]) == ("Anna Handläggare", LATE["reason"])
    page = intake.http.get(f"/applications/{answer.json['application_id']}").text
    assert "registrerad av Anna Handläggare" in page
    screenings = intake.http.get(f"/api/calls/{call_id}/screenings").json["screenings"]
    assert [each["ordered_by"] for each in screenings] == [None, "Anna Handläggare"]
    kept = intake.http.get(f"/api/applications/{in_time['application_id']}/verdicts").json["verdicts"]
    assert len(kept) == 2


def test_those_in_time_keep_their_places_though_a_late_one_of_the_same_sender_comes(
    intake: IntakeStage,
) -> None:
    call_id = open_call(intake, max_applications_per_administration=1)
    in_time = intake.submit(
        call_id, title="Kvällsöppet på biblioteket", applicants=["Farsta stadsdelsförvaltning"]
    )
    close_by_clock(intake)
    first = judged(intake)
    intake.clock.set(CLOSES + timedelta(hours=1))
    twin = register(intake, call_id, title="Kvällsöppet på biblioteket")
    again = judged(intake)
    assert again.verdicts[in_time["reference"]] == first.verdicts[in_time["reference"]]
    assert again.verdicts[twin.json["reference"]].outcome is Outcome.REFUSE


def test_what_came_in_time_on_paper_counts_like_any_other(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    assert register(intake, call_id, submitted_at="2017-10-30").status_code == 201
    assert orders(intake) == []
    close_by_clock(intake)
    found = judged(intake)
    ((_, verdict),) = found.verdicts.items()
    assert next(f for f in verdict.findings if f.rule == PERIOD).status.value == "not_met"


def test_several_are_screened_together_when_staff_say_so(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    close_by_clock(intake)
    judged(intake)
    intake.clock.set(CLOSES + timedelta(hours=1))
    for number in range(3):
        assert register(intake, call_id, title=f"Sent {number}", screen=False).status_code == 201
    assert len(orders(intake)) == 1
    answer = intake.http.post(f"/api/calls/{call_id}/screening", headers=OFFICER)
    assert (answer.status_code, answer.json["total"], answer.json["ordered_by"]) == (
        202,
        3,
        "Anna Handläggare",
    )
    assert len(judged(intake).verdicts) == 3
    repeated = intake.http.post(f"/api/calls/{call_id}/screening", headers=OFFICER)
    assert repeated.json["screening_id"] == answer.json["screening_id"]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"reason": None}, "reason", "null"),
        ({"reason": "  "}, "reason", "blank_text"),
        ({"submitted_at": None}, "submitted_at", "null"),
        ({"submitted_at": "2018-10-28 02:30"}, "submitted_at", "ambiguous_local_time"),
        ({"submitted_at": "2027-11-01"}, "submitted_at", "arrival_ahead"),
        ({"grant_type": "nothing"}, "grant_type", "unknown_grant_type"),
    ],
)
def test_a_faulty_registration_stores_nothing(
    intake: IntakeStage, given: dict[str, Any], field: str, code: str
) -> None:
    call_id = open_call(intake)
    before = intake.counts()
    answer = register(intake, call_id, **given)
    assert answer.status_code == 422
    assert (field, code) in [(fault["field"], fault["code"]) for fault in answer.json["errors"]]
    assert intake.counts() == before


def test_nobody_registers_without_a_name_or_to_a_draft(intake: IntakeStage) -> None:
    assert register(intake, open_call(intake), headers={}).status_code == 401
    draft = intake.create_call(code="draft")
    assert register(intake, draft).json["type"] == "urn:prescreen:problem:call-not-open"


def test_an_incomplete_application_is_received(intake: IntakeStage) -> None:
    question = {"key": "syfte", "type": "text", "label": {"sv": "Syfte", "en": "Purpose"}, "required": True}
    call_id = open_call(intake, questions=[question])
    shut = intake.draft(call_id, answers={})
    assert intake.post(f"/api/applications/{shut['application_id']}/submit").status_code == 422
    answer = register(intake, call_id, submitted_at="2017-10-30 12:00")
    assert answer.status_code == 201
    assert events(intake, "registered")[0].facts["unanswered"] == ["syfte"]


def test_the_same_registration_sent_twice_is_one(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    headers = {**OFFICER, "Idempotency-Key": "one"}
    first, second = (register(intake, call_id, headers=headers) for _ in range(2))
    assert first.json["application_id"] == second.json["application_id"]
    assert second.headers["Idempotency-Replayed"] == "true"


def change(intake: IntakeStage, call_id: str, tag: str | None = None, **terms: Any) -> Any:
    tag = tag or intake.http.get(f"/api/calls/{call_id}").headers["ETag"]
    body = {"reason": "Portalen låg nere", **terms}
    return intake.http.patch(f"/api/calls/{call_id}", json=body, headers={**OFFICER, "If-Match": tag})


def test_the_closing_time_of_an_open_call_can_be_moved(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    answer = change(intake, call_id, closes_at="2017-11-02T14:00:00", title="Lokala medel, förlängd")
    assert answer.status_code == 200, answer.text
    assert (answer.json["closes_at"], answer.json["closes_on"]) == ("2017-11-02T13:00:00+00:00", "2017-11-02")
    (event,) = events(intake, "open_call_changed")
    assert event.facts["changed"]["closes_at"] == {
        "earlier": "2017-11-01T13:00:00+00:00",
        "new": "2017-11-02T13:00:00+00:00",
    }
    assert (event.facts["by"], event.facts["reason"]) == ("Anna Handläggare", "Portalen låg nere")
    told = intake.sent(TaskName.RECEIVE_CALL)[-2:]
    assert [each["call"]["closes_at"] for each in told] == [
        "2017-11-01T13:00:00+00:00",
        "2017-11-02T13:00:00+00:00",
    ]
    assert told[0]["number"] < told[1]["number"]
    intake.clock.set(CLOSES)
    assert close_due_calls(intake.parts) == 0
    intake.submit(call_id)
    intake.clock.set(CLOSES + timedelta(days=1))
    shut = intake.post(f"/api/calls/{call_id}/applications", made_application())
    assert "2 november 2017 kl. 14.00" in shut.json["detail"]
    assert close_due_calls(intake.parts) == 1
    page = intake.http.get(f"/calls/{call_id}").text
    assert "Tidigare 1 november 2017 kl. 14.00, nu 2 november 2017 kl. 14.00" in page


def test_a_year_is_not_moved_with_the_closing_time(intake: IntakeStage) -> None:
    call_id = open_call(intake, closes_at="2018-06-30T12:00:00")
    assert change(intake, call_id, closes_on="2018-07-02").json["grant_year"] == 2018


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        ({"rule_set": "another"}, "rule_set", "fixed_while_open"),
        (
            {"grant_types": {"project": {"name": "Projekt", "max_amount": 1}}},
            "grant_types",
            "fixed_while_open",
        ),
        ({"time_zone": "Europe/Helsinki"}, "time_zone", "fixed_while_open"),
        ({"closes_at": "2017-10-31T12:00:00"}, "closes_at", "closing_moment_passed"),
        ({"closes_on": "2017-10-31"}, "closes_on", "closing_moment_passed"),
        ({"title": "Ny titel", "reason": None}, "reason", "required"),
        ({"closes_at": "2018-03-25T02:30:00"}, "closes_at", "no_such_local_time"),
    ],
)
def test_what_else_an_open_call_says_stands(
    intake: IntakeStage, terms: dict[str, Any], field: str, code: str
) -> None:
    call_id = open_call(intake)
    answer = change(intake, call_id, **terms)
    assert answer.status_code == 422, answer.text
    assert [(fault["field"], fault["code"]) for fault in answer.json["errors"]] == [(field, code)]
    assert events(intake, "open_call_changed") == []


def test_texts_of_an_open_call_can_be_changed(intake: IntakeStage) -> None:
    question = {"key": "syfte", "type": "text", "label": {"sv": "Syfte", "en": "Purpose"}}
    call_id = open_call(intake, questions=[question])
    label = {"sv": "Vad är syftet?", "en": "What is the purpose?"}
    answer = change(intake, call_id, questions=[{**question, "label": label}])
    assert answer.status_code == 200, answer.text
    assert answer.json["questions"][0]["label"] == label
    harder = change(intake, call_id, questions=[{**question, "required": True}])
    assert harder.json["errors"][0]["code"] == "fixed_while_open"


def test_of_two_people_who_change_one_call_the_second_reads_it_first(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    tag = intake.http.get(f"/api/calls/{call_id}").headers["ETag"]
    assert change(intake, call_id, tag, closes_at="2017-11-02T14:00:00").status_code == 200
    assert change(intake, call_id, tag, closes_at="2017-11-03T14:00:00").status_code == 412
    assert intake.http.get(f"/api/calls/{call_id}").json["closes_at"] == "2017-11-02T13:00:00+00:00"


def test_a_closed_call_cannot_be_changed(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    intake.clock.set(CLOSES)
    due = change(intake, call_id, closes_at="2017-11-02T14:00:00")
    assert (due.status_code, due.json["type"]) == (409, "urn:prescreen:problem:call-closed")
    close_by_clock(intake)
    closed = change(intake, call_id, closes_at="2017-11-02T14:00:00")
    assert (closed.status_code, closed.json["type"]) == (409, "urn:prescreen:problem:call-not-draft")


def test_nobody_changes_an_open_call_without_a_name(intake: IntakeStage) -> None:
    call_id = open_call(intake)
    tag = intake.http.get(f"/api/calls/{call_id}").headers["ETag"]
    answer = intake.http.patch(f"/api/calls/{call_id}", json={"title": "Ny"}, headers={"If-Match": tag})
    assert answer.status_code == 401


SYFTE = {"key": "syfte", "type": "text", "label": {"sv": "Syfte", "en": "Purpose"}, "required": True}
VISIT = {**SYFTE, "key": "vart", "label": {"sv": "Vart?", "en": "Where to?"}, "grant_types": ["study_visit"]}


@pytest.mark.parametrize(
    ("answers", "grant_type", "named"),
    [
        ({}, "project", ("answers.syfte",)),
        ({"syfte": None}, "project", ("answers.syfte",)),
        ({"syfte": "Mötesplatser"}, "project", ()),
        ({}, "study_visit", ("answers.syfte", "answers.vart")),
        ({"vart": "Malmö"}, "study_visit", ("answers.syfte",)),
    ],
)
def test_one_incomplete_application_does_not_stop_a_round(
    intake: IntakeStage, answers: dict[str, Any], grant_type: str, named: tuple[str, ...]
) -> None:
    bundle = made_bundle()
    bundle["call"] |= {"questions": [SYFTE, VISIT], "rule_set": "stockholm-2018"}
    bundle["rankings"] = {}
    whole = made_application(reference="whole", answers={"syfte": "Mötesplatser"})
    bundle["applications"] = [
        whole,
        made_application(reference="one", answers=answers, grant_type=grant_type),
    ]
    answer = intake.post("/api/bundles", bundle)
    assert answer.status_code == 201, answer.text
    warned = {each["code"]: each["sv"] for each in answer.json["warnings"]}
    assert ("incomplete" in warned) is bool(named)
    intake.close_call(answer.json["call_id"])
    (order,) = orders(intake)
    call = read(CallFacts, order["call"], rankings={}, register=None)
    judge = EngineJudge(shipped_rule_set())
    applications = sent_applications(intake, order)
    view = judge.view_call(call, [applications])
    verdicts = {
        each.reference: judge.judge(call, each, view.context_of(each.application_id) or {}).verdict
        for each in applications
    }
    judge.close()
    found = [f for f in verdicts["one"].findings if f.rule == "incomplete-application"]
    assert [f.missing for f in found] == ([named] if named else [])
    if named:
        assert "”Syfte”" in found[0].text.sv
        assert verdicts["one"].outcome is not Outcome.ELIGIBLE
    assert all(f.rule != "incomplete-application" for f in verdicts["whole"].findings)
