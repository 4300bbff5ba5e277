"""Staff are told while a call is a draft or open whether its rules exist and fit it, and what to do where they do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from intake_service.call_checks import ASKS_BEFORE_ALARM, sweep_checks
from intake_service.importing.import_bundle import import_bundle
from prescreen_shared.names import TaskName
from scoring_service.store.tables import KnownCall
from tests.stages.intake import made_bundle
from tests.stages.joined import JoinedStage, years_rules

QUESTION = {"key": "needs", "type": "boolean", "label": {"sv": "Behov?", "en": "Needs?"}, "required": False}
ASKING = """  needs:
    type: choice
    stated_in: answers.needs
    choices: [high, low]
    label: {sv: behov, en: needs}
rules:
  - id: low-needs
    title: {sv: Små behov, en: Low needs}
    effect: refer
    when: {needs: {is: low}}
    text: {sv: "Behovet är litet.", en: "The need is low."}
    text_undetermined: {sv: "Behov saknas: {missing}.", en: "Needs are missing: {missing}."}
    source: {document: plan, quote: "stora behov"}
    cases:
      - {title: low, facts: {needs: low}, status: met, effect: refer}
      - {title: high, facts: {needs: high}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""
ONLY_PROJECTS = {"project": {"name": "Projekt", "max_amount": 1000, "budget": 1000}}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[JoinedStage]:
    stage = JoinedStage(tmp_path)
    yield stage
    stage.close()


def in_force(stage: JoinedStage, document: str) -> None:
    stage.activate(stage.approved(document))


def drafted(stage: JoinedStage, **terms: Any) -> str:
    call_id = stage.intake.create_call(**{"grant_types": ONLY_PROJECTS, **terms})
    stage.rest()
    return call_id


def opened(stage: JoinedStage, call_id: str) -> str:
    assert stage.intake.post(f"/api/calls/{call_id}/open").status_code == 200
    stage.rest()
    return call_id


def test_rules_that_fit_are_said_to_fit(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3))
    call_id = drafted(stage)
    rules = stage.call(call_id)["rules"]
    assert (rules["state"], rules["rule_set"]["version"], rules["fixed"]) == ("fits", 1, False)
    assert rules["problems"] == []
    opened(stage, call_id)
    assert stage.call(call_id)["rules"]["fixed"] is True
    assert stage.alarms("call-rules-misfit") == []


@pytest.mark.parametrize(
    ("terms", "document", "code", "named"),
    [
        ({"rule_set": "mad"}, years_rules(1, 3), "rules_unknown", "made"),
        (
            {"opens_on": "2016-01-01", "closes_on": "2016-12-01", "closes_automatically": False},
            years_rules(1, 3),
            "days_outside",
            "2017-01-01",
        ),
        (
            {"questions": [QUESTION]},
            years_rules(1, 3).split("rules:")[0].rstrip() + "\n" + ASKING,
            "question_misfit",
            "needs",
        ),
        (
            {"grant_types": {"projekt": {"name": "Projekt"}}},
            years_rules(1, 3),
            "grant_type_without_rules",
            "project",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_both_languages_with_a_way_out_and_raises_an_alarm(
    stage: JoinedStage, terms: dict[str, Any], document: str, code: str, named: str
) -> None:
    if "needs" in document:
        document = document.replace(
            document[document.index("  project_year:") : document.index("  needs:")], ""
        )
    in_force(stage, document)
    call_id = opened(stage, drafted(stage, **terms))
    rules = stage.call(call_id)["rules"]
    (problem,) = rules["problems"]
    assert (rules["state"], problem["code"], problem["severity"]) == ("misfit", code, "error")
    assert named in problem["text"]["sv"]
    assert named in problem["text"]["en"]
    assert "prescreen rules" in problem["way_out"]["sv"]
    assert "made-2018" in problem["way_out"]["en"] or code == "rules_unknown"
    (alarm,) = stage.alarms("call-rules-misfit")
    assert alarm.details["problems"] == [problem["text"]["sv"]]
    page = stage.intake.http.get(f"/calls/{call_id}").text
    assert "Reglerna passar inte utlysningen" in page
    assert "Gör så här" in page


def test_rules_of_which_no_version_is_in_force_are_told_and_settle_once_one_is(stage: JoinedStage) -> None:
    version = stage.approved(years_rules(1, 3))
    call_id = opened(stage, drafted(stage))
    assert stage.problems(call_id) == ["rules_not_in_force"]
    assert len(stage.alarms("call-rules-misfit")) == 1
    done = stage.activate(version)
    stage.rest()
    rules = stage.call(call_id)["rules"]
    assert (rules["state"], rules["fixed"], rules["rule_set"]["version"]) == ("fits", True, 1)
    assert [each.is_touched for each in done.open_calls] == [True]
    assert stage.alarms("call-rules-misfit") == []


def test_a_section_that_rules_read_and_the_call_does_not_have_is_a_warning(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3, "register, applicant"))
    call_id = opened(stage, drafted(stage))
    rules = stage.call(call_id)["rules"]
    assert (rules["state"], stage.problems(call_id)) == ("warns", ["register_section_missing"])
    assert "tidigare bidrag" in rules["problems"][0]["text"]["sv"]
    assert stage.alarms("call-rules-misfit") == []


def test_a_section_that_the_register_holds_though_empty_is_no_warning(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3, "register, applicant"))
    import_bundle(stage.intake.parts, made_bundle(register={"earlier_grants": []}))
    stage.rest()
    (call,) = stage.intake.http.get("/api/calls").json["items"]
    assert "register_section_missing" not in [each["code"] for each in call["rules"]["problems"]]


def test_a_draft_that_opens_later_raises_its_alarm_two_weeks_before(stage: JoinedStage) -> None:
    call_id = drafted(stage, rule_set="unknown", opens_on="2017-12-01", closes_on="2017-12-20")
    assert stage.call(call_id)["rules"]["state"] == "misfit"
    assert stage.alarms("call-rules-misfit") == []
    stage.clock.advance(days=20)
    stage.rest()
    assert len(stage.alarms("call-rules-misfit")) == 1


def test_a_changed_draft_is_checked_again(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3))
    call_id = drafted(stage, rule_set="unknown")
    path = f"/api/calls/{call_id}"
    etag = stage.intake.http.get(path).headers["ETag"]
    changed = stage.intake.http.patch(path, json={"rule_set": "made"}, headers={"If-Match": etag})
    assert changed.json["rules"]["state"] == "waiting"
    stage.rest()
    assert stage.call(call_id)["rules"]["state"] == "fits"


def test_what_is_said_of_the_rules_does_not_change_what_a_change_rests_on(stage: JoinedStage) -> None:
    call_id = stage.intake.create_call()
    etag = stage.intake.http.get(f"/api/calls/{call_id}").headers["ETag"]
    stage.rest()
    answer = stage.intake.http.get(f"/api/calls/{call_id}", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.json["rules"]["state"]) == (200, "misfit")
    changed = stage.intake.http.patch(
        f"/api/calls/{call_id}", json={"title": "Ny"}, headers={"If-Match": etag}
    )
    assert changed.status_code == 200


def test_an_older_answer_never_takes_the_place_of_a_newer_one(stage: JoinedStage) -> None:
    call_id = drafted(stage)
    in_force(stage, years_rules(1, 3))
    stage.rest()
    opened(stage, call_id)
    answers = stage.scoring.said[TaskName.CALL_CHECKED]
    assert len(answers) >= 3
    newest = stage.call(call_id)["rules"]
    shuffled = [*answers, *answers]
    random.Random(5).shuffle(shuffled)
    for body in shuffled:
        stage.intake.receive(TaskName.CALL_CHECKED, body)
    assert stage.call(call_id)["rules"] == newest


def test_an_older_sending_never_takes_the_place_of_a_newer_one(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3))
    call_id = opened(stage, drafted(stage))
    for body in stage.intake.sent(TaskName.RECEIVE_CALL):
        stage.scoring.deliver(TaskName.RECEIVE_CALL, body)
    with stage.scoring.database.reading() as session:
        known = session.scalars(select(KnownCall)).one()
        assert (known.number, known.rules_as_of is None) == (2, False)
    stage.rest()
    assert stage.call(call_id)["rules"]["fixed"] is True


@pytest.mark.parametrize("lost", [TaskName.RECEIVE_CALL, TaskName.CALL_CHECKED])
def test_what_is_lost_on_the_way_is_asked_again_until_it_is_answered(
    stage: JoinedStage, lost: TaskName
) -> None:
    in_force(stage, years_rules(1, 3))
    stage.losing = lost
    call_id = drafted(stage)
    for _ in range(ASKS_BEFORE_ALARM):
        stage.clock.advance(minutes=20)
        stage.rest()
    assert stage.call(call_id)["rules"]["state"] == "waiting"
    assert len(stage.alarms("call-check-unanswered")) == 1
    stage.losing = None
    stage.clock.advance(minutes=20)
    sweep_checks(stage.intake.parts)
    stage.rest()
    assert stage.call(call_id)["rules"]["state"] == "fits"
    assert stage.alarms("call-check-unanswered") == []


def test_a_call_that_has_closed_is_asked_about_no_more(stage: JoinedStage) -> None:
    in_force(stage, years_rules(1, 3))
    stage.losing = TaskName.RECEIVE_CALL
    call_id = opened(stage, drafted(stage))
    stage.intake.close_call(call_id)
    sent = len(stage.intake.sent(TaskName.RECEIVE_CALL))
    stage.clock.advance(**{"seconds": timedelta(hours=1).total_seconds()})
    assert sweep_checks(stage.intake.parts) == 0
    assert len(stage.intake.sent(TaskName.RECEIVE_CALL)) == sent


def test_a_call_with_rules_of_its_own_in_a_file_is_not_asked_about(stage: JoinedStage) -> None:
    import_bundle(stage.intake.parts, made_bundle(rule_set_document=years_rules(1, 3)))
    assert stage.intake.sent(TaskName.RECEIVE_CALL) == []
    (call,) = stage.intake.http.get("/api/calls").json["items"]
    assert call["rules"]["state"] == "own"
