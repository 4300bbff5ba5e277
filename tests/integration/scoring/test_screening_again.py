"""Which rules a screening has, and a second screening of the same call beside the first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from prescreen_shared.names import TaskName
from scoring_service.domain.version import (
    ActivationKind,
    CallNotGatheredError,
    CallUnknownError,
    NotApprovedError,
    NothingInForceError,
    NotValidForCallError,
)
from scoring_service.store.tables import Alarm, Outbox
from scoring_service.versions.in_force import activate_version, roll_back
from scoring_service.versions.views import list_activations, list_calls, read_call, read_screening
from tests.stages.scoring import order_message, snapshot
from tests.stages.versions import APPROVER, ScreenedStage, document

LOW = {"T1-1": "eligible", "T1-2": "refuse", "T1-3": "refuse", "T1-4": "refuse"}
HIGH = {"T1-1": "eligible", "T1-2": "eligible", "T1-3": "eligible", "T1-4": "refuse"}


def low(version: int = 1) -> str:
    return document(version, limit=150)


def high(version: int = 2) -> str:
    return document(version, limit=350)


@pytest.fixture
def stage(database_url: str) -> Iterator[ScreenedStage]:
    stage = ScreenedStage(database_url, chunk_size=2)
    yield stage
    stage.close()


def activate(stage: ScreenedStage, version_id: str, call_code: str | None = None) -> Any:
    return activate_version(stage.versions.parts, version_id, by=APPROVER, reason="prov", call_code=call_code)


def test_a_screening_has_the_version_that_is_in_force_when_it_is_prepared(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    assert stage.kept(stage.screen()) == LOW
    stage.versions.in_force(high())
    assert stage.kept(stage.screen(code="later")) == HIGH


def test_a_call_keeps_what_it_was_judged_by_when_another_version_comes_into_force(
    stage: ScreenedStage,
) -> None:
    first = stage.versions.in_force(low())
    stage.screen()
    stage.versions.in_force(high())
    [fixed] = list_activations(stage.versions.parts, call_code="made")
    assert (fixed.kind, fixed.version_id, fixed.by) == (ActivationKind.FIXED, first.version_id, "prescreen")
    again = stage.again()
    stage.pump()
    assert stage.kept(again.screening_id) == LOW


def test_an_activation_for_the_call_says_what_is_judged_and_moves_only_the_next_screening(
    stage: ScreenedStage,
) -> None:
    stage.versions.in_force(low())
    screening_id = stage.screen()
    second = stage.versions.approved(high())
    assert activate(stage, second.version_id, "made").screenings == (screening_id,)
    again = stage.again()
    stage.pump()
    assert (stage.kept(screening_id), stage.kept(again.screening_id)) == (LOW, HIGH)
    assert stage.rules_of(again.screening_id) == {second.sha256}
    roll_back(stage.versions.parts, by=APPROVER, reason="fel", call_code="made")
    third = stage.again()
    stage.pump()
    assert stage.kept(third.screening_id) == LOW
    call = read_call(stage.versions.parts, "made")
    assert call.screenings[0].screening_id == screening_id
    assert {each.screening_id for each in call.screenings[1:]} == {again.screening_id, third.screening_id}
    assert [each.kind.value for each in call.activations] == ["fixed", "activate", "roll_back"]


def test_a_named_version_is_tried_on_the_call_without_coming_into_force(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    named = stage.versions.approved(high())
    again = stage.again(version_id=named.version_id)
    stage.pump()
    assert stage.kept(again.screening_id) == HIGH
    third = stage.again()
    stage.pump()
    assert stage.kept(third.screening_id) == LOW


def test_rules_sent_with_the_order_never_come_into_force(stage: ScreenedStage) -> None:
    screening_id = stage.screen(rule_set_document=high())
    assert stage.kept(screening_id) == HIGH
    assert list_activations(stage.versions.parts) == ()
    with pytest.raises(NothingInForceError):
        stage.again()


def test_nothing_is_said_to_intake_before_it_has_taken_the_screening_up(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    again = stage.again()
    stage.pump()
    assert stage.state_of(again.screening_id) == "done"
    assert (stage.said_of(again.screening_id), stage.ends_of(again.screening_id)) == ({}, 0)
    stage.take_up(again.screening_id)
    stage.pump()
    assert (stage.said_of(again.screening_id), stage.ends_of(again.screening_id)) == (LOW, 1)


def test_what_is_found_after_the_taking_up_is_said_as_it_is_found(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    again = stage.again()
    stage.pump(losing=TaskName.SCREEN_CHUNK)
    stage.take_up(again.screening_id)
    stage.clock.advance(minutes=2)
    stage.pump()
    assert (stage.said_of(again.screening_id), stage.ends_of(again.screening_id)) == (LOW, 1)


def test_the_announcement_is_repeated_with_growing_pauses_until_it_is_taken_up(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    again = stage.again()
    stage.pump()
    said = stage.said[TaskName.SCREENING_BEGUN]
    for expected in (1, 2, 2, 3):
        assert len(said) == expected
        stage.clock.advance(seconds=6)
        stage.pump()
    assert {body["screening_id"] for body in said} == {again.screening_id}
    stage.take_up(again.screening_id)
    stage.clock.advance(hours=1)
    count = len(said)
    stage.pump()
    assert len(said) == count


def test_an_alarm_is_raised_when_nobody_takes_the_screening_up(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    again = stage.again()
    for _ in range(10):
        stage.pump()
        stage.clock.advance(minutes=6)
    with stage.database.reading() as session:
        assert session.scalars(select(Alarm.subject).where(Alarm.kind == "screening-not-taken-up")).all() == [
            again.screening_id
        ]


def test_a_second_taking_up_says_everything_again_and_changes_nothing(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    again = stage.again()
    stage.pump()
    for _ in range(2):
        stage.take_up(again.screening_id)
        stage.pump()
    assert stage.kept(again.screening_id) == LOW
    assert stage.ends_of(again.screening_id) == 2


def test_a_refused_second_screening_is_told_once_it_is_taken_up(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    asked = {"key": "amount_question", "type": "text"}
    order = order_message([snapshot(number) for number in range(1, 5)])
    stage.screen(call=order["call"] | {"questions": [asked]})
    misfit = low(3).replace("stated_in: requested_amount", "stated_in: answers.amount_question")
    version = stage.versions.approved(misfit)
    again = stage.again(version_id=version.version_id)
    stage.pump()
    assert stage.state_of(again.screening_id) == "refused"
    assert stage.said[TaskName.SCREENING_REFUSED] == []
    stage.take_up(again.screening_id)
    stage.pump()
    [refused] = stage.said[TaskName.SCREENING_REFUSED]
    assert refused["screening_id"] == again.screening_id
    seen = read_screening(stage.versions.parts, again.screening_id)
    assert seen is not None
    assert seen.problems


def test_a_version_put_in_force_in_the_middle_of_a_preparation_does_not_mix_with_it(
    stage: ScreenedStage,
) -> None:
    first = stage.versions.in_force(low())
    screening_id = stage.screen(rule_set_document=None, manifest=[])
    assert stage.kept(screening_id) == {}
    sent = [snapshot(number) for number in range(1, 5)]
    order = order_message(sent, rule_set="trial")
    order["call"] = order["call"] | {"code": "other"}
    stage.deliver(TaskName.SCREEN_CALL, order)
    # The first preparation dies after it has chosen its rules and cut a page.
    judge = stage.parts.judges

    class Dying:
        def of(self, version: Any) -> Any:  # noqa: ARG002
            raise KeyboardInterrupt

    object.__setattr__(stage.parts, "judges", Dying())
    with pytest.raises(KeyboardInterrupt):
        stage.pump()
    object.__setattr__(stage.parts, "judges", judge)
    stage.versions.in_force(high())
    stage.clock.advance(minutes=10)
    stage.pump()
    assert stage.rules_of(order["screening_id"]) == {first.sha256}
    assert stage.kept(order["screening_id"]) == LOW


def test_a_screening_of_a_call_still_gathered_is_not_made_again(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    with pytest.raises(CallUnknownError):
        stage.again()
    order = order_message([snapshot(1), snapshot(2)], rule_set="trial")
    stage.deliver(TaskName.SCREEN_CALL, order)
    with pytest.raises(CallNotGatheredError) as caught:
        stage.again()
    assert caught.value.values == {"call": "made", "missing": 2}
    with stage.database.reading() as session:
        assert session.query(Outbox).filter(Outbox.task == TaskName.SCREENING_BEGUN.value).count() == 0


def test_only_an_approved_version_may_be_named(stage: ScreenedStage) -> None:
    stage.versions.in_force(low())
    stage.screen()
    draft = stage.versions.draft(high())
    with pytest.raises(NotApprovedError):
        stage.again(version_id=draft.version_id)


@pytest.mark.parametrize(
    ("valid", "fits"),
    [
        ('{from: "2017-09-01", to: "2017-11-30"}', True),
        ("{from: null, to: null}", True),
        ('{from: "2017-09-02", to: null}', False),
        ('{from: null, to: "2017-11-29"}', False),
    ],
)
def test_rules_that_do_not_hold_on_the_days_of_the_call_do_not_come_into_force_for_it(
    stage: ScreenedStage, valid: str, fits: bool
) -> None:
    stage.versions.in_force(low())
    stage.screen()
    version = stage.versions.approved(high().replace('{from: "2017-01-01", to: null}', valid))
    if fits:
        stage.again(version_id=version.version_id)
        assert activate(stage, version.version_id, "made").version == 2
        return
    with pytest.raises(NotValidForCallError, match="2017-11-30"):
        activate(stage, version.version_id, "made")
    with pytest.raises(NotValidForCallError, match="2017-11-30"):
        stage.again(version_id=version.version_id)


def test_intake_may_order_exactly_one_version_by_its_hash(stage: ScreenedStage) -> None:
    wanted = stage.versions.approved(high())
    stage.versions.in_force(low())
    assert stage.kept(stage.screen(rule_set_sha256=wanted.sha256)) == HIGH


def test_alternating_versions_in_any_order_of_messages_leaves_each_screening_with_one(
    stage: ScreenedStage,
) -> None:
    versions = {stage.versions.in_force(low()).version_id: LOW}
    stage.screen()
    versions[stage.versions.approved(high()).version_id] = HIGH
    chance = random.Random(7)
    expected = {}
    for _ in range(12):
        version_id = chance.choice(list(versions))
        activate(stage, version_id, "made")
        expected[stage.again().screening_id] = versions[version_id]
        if chance.random() < 0.5:
            stage.pump(shuffle=chance)
    stage.pump(shuffle=chance)
    for screening_id, outcomes in expected.items():
        stage.take_up(screening_id)
        assert stage.kept(screening_id) == outcomes
        assert len(stage.rules_of(screening_id)) == 1
    stage.pump(shuffle=chance)
    assert {each: stage.said_of(each) for each in expected} == expected
    [call] = list_calls(stage.versions.parts)
    assert len(call.screenings) == 13
