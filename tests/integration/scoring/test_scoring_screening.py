"""A screening from order to end, on both databases, with made rules and without a broker."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from prescreen_shared.names import TaskName
from scoring_service.store.tables import Alarm, Screening, VerdictRow
from tests.stages.scoring import FakeJudge, ScoringStage, applications_message, order_message, snapshot


@pytest.fixture
def stage(database_url: str) -> Iterator[ScoringStage]:
    stage = ScoringStage(database_url, chunk_size=4)
    yield stage
    stage.close()


def verdict_count(stage: ScoringStage) -> int:
    with stage.database.reading() as session:
        return session.scalar(select(func.count()).select_from(VerdictRow)) or 0


def alarms(stage: ScoringStage) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with stage.database.reading() as session:
        for alarm in session.scalars(select(Alarm)):
            found.setdefault(alarm.kind, []).append(alarm.details.get("reference", alarm.subject))
    return found


def state_of(stage: ScoringStage) -> str:
    with stage.database.reading() as session:
        return session.scalars(select(Screening.state)).one()


def test_every_application_gets_one_verdict_and_the_end_is_said_once(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 11)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump()

    said = stage.verdicts_said()
    assert len(said) == 10
    assert {reference for reference, outcome in said.items() if outcome == "refuse"} == {
        f"T1-{number}" for number in range(6, 11)
    }
    (end,) = stage.said[TaskName.CALL_SCREENED]
    assert (end["verdict_count"], end["rule_set"]["sha256"]) == (10, "a" * 64)
    assert [finding["facts"] for finding in end["call_findings"]] == [{"count": 10}]
    assert len(stage.said[TaskName.RECORD_VERDICTS]) == 3
    assert state_of(stage) == "done"
    assert alarms(stage) == {}


def test_a_call_without_applications_ends_too(stage: ScoringStage) -> None:
    stage.deliver(TaskName.SCREEN_CALL, order_message([]))
    stage.pump()
    assert stage.said[TaskName.CALL_SCREENED][0]["verdict_count"] == 0


def test_exactly_the_revisions_of_the_manifest_are_judged(stage: ScoringStage) -> None:
    first, second = snapshot(1), snapshot(1, revision=2, requested_amount=900)
    other = snapshot(2)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([first, second, other]))
    stage.deliver(TaskName.SCREEN_CALL, order_message([first]))
    stage.pump()
    assert stage.verdicts_said() == {"T1-1": "eligible"}


def test_repeated_messages_change_nothing(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 6)]
    order = order_message(sent)
    for _ in range(2):
        stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    for _ in range(3):
        stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    assert verdict_count(stage) == 5
    assert len(stage.said[TaskName.CALL_SCREENED]) == 1


def test_an_order_given_again_is_answered_again_in_full(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 6)]
    order = order_message(sent)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    first = stage.verdicts_said()
    stage.said.clear()

    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    assert stage.verdicts_said() == first
    assert len(stage.said[TaskName.CALL_SCREENED]) == 1
    assert verdict_count(stage) == 5


def test_what_the_manifest_names_and_scoring_lacks_is_asked_for_until_it_comes(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 4)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[:1]))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump()
    assert stage.said[TaskName.SEND_APPLICATIONS] == []

    stage.clock.advance(seconds=3)
    stage.pump()
    (asked,) = stage.said[TaskName.SEND_APPLICATIONS]
    lacking = sorted([each["application_id"], 1] for each in sent[1:])
    assert sorted(map(list, asked["missing"])) == lacking

    stage.clock.advance(minutes=10)
    stage.pump()
    assert len(stage.said[TaskName.SEND_APPLICATIONS]) == 2

    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[1:]))
    stage.pump()
    assert len(stage.verdicts_said()) == 3


def test_applications_that_are_still_arriving_are_not_asked_for(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 4)]
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    for number in range(2):
        stage.clock.advance(seconds=3)
        stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[number : number + 1]))
        stage.pump()
        assert stage.said[TaskName.SEND_APPLICATIONS] == []
    stage.clock.advance(seconds=3)
    stage.pump()
    (asked,) = stage.said[TaskName.SEND_APPLICATIONS]
    assert [list(each) for each in asked["missing"]] == [[sent[2]["application_id"], 1]]


def test_applications_that_never_come_raise_an_alarm(stage: ScoringStage) -> None:
    stage.deliver(TaskName.SCREEN_CALL, order_message([snapshot(1)]))
    for _ in range(9):
        stage.clock.advance(minutes=10)
        stage.pump()
    assert "applications-missing" in alarms(stage)


def test_a_revision_that_comes_with_other_content_is_kept_as_it_was_with_an_alarm(
    stage: ScoringStage,
) -> None:
    sent = snapshot(1)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([sent]))
    changed = snapshot(1, requested_amount=99_999)
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([changed]))
    stage.deliver(TaskName.SCREEN_CALL, order_message([sent]))
    stage.pump()
    assert stage.verdicts_said() == {"T1-1": "eligible"}
    assert alarms(stage) == {"revision-differs": [sent["application_id"]]}


def test_rules_that_cannot_be_used_refuse_the_screening_and_can_be_mended(stage: ScoringStage) -> None:
    sent = [snapshot(1)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    order = order_message(sent, rule_set="absent")
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()

    (refused,) = stage.said[TaskName.SCREENING_REFUSED]
    assert refused["problems"] == ["unknown rule set absent"]
    assert state_of(stage) == "refused"
    assert "screening-refused" in alarms(stage)
    assert stage.verdicts_said() == {}

    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    assert len(stage.said[TaskName.SCREENING_REFUSED]) == 2


def test_an_application_that_makes_a_rule_fault_is_referred_and_the_others_go_on(database_url: str) -> None:
    stage = ScoringStage(database_url, FakeJudge(faulting=["T1-3"]), chunk_size=4)
    sent = [snapshot(number) for number in range(1, 9)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump()

    said = stage.verdicts_said()
    assert len(said) == 8
    assert said["T1-3"] == "refer"
    with stage.database.reading() as session:
        row = session.scalars(select(VerdictRow).where(VerdictRow.reference == "T1-3")).one()
    assert [finding["rule"] for finding in row.findings] == ["screening-fault"]
    assert alarms(stage) == {"screening-fault": ["T1-3"]}
    stage.close()


def test_an_application_that_kills_its_process_is_found_by_halving_and_referred(database_url: str) -> None:
    stage = ScoringStage(database_url, FakeJudge(deadly=["T1-13"]), chunk_size=100)
    sent = [snapshot(number) for number in range(1, 41)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump()

    said = stage.verdicts_said()
    assert len(said) == 40
    assert said["T1-13"] == "refer"
    assert alarms(stage) == {"screening-fault": ["T1-13"]}
    assert stage.crashes <= 9
    assert len(stage.said[TaskName.CALL_SCREENED]) == 1
    assert verdict_count(stage) == 40
    stage.close()


def test_chunks_lost_on_the_way_are_sent_again_when_their_lease_has_run_out(stage: ScoringStage) -> None:
    sent = [snapshot(number) for number in range(1, 9)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump(losing=TaskName.SCREEN_CHUNK)
    assert (stage.lost, stage.verdicts_said()) == (2, {})
    stage.pump()
    assert stage.verdicts_said() == {}

    stage.clock.advance(seconds=31)
    stage.pump()
    assert len(stage.verdicts_said()) == 8


def test_a_preparation_that_died_is_begun_again(stage: ScoringStage) -> None:
    sent = [snapshot(1)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump(losing=TaskName.PREPARE_SCREENING)
    assert state_of(stage) == "preparing"

    stage.clock.advance(seconds=stage.parts.screening.preparing_lease_s + 1)
    stage.pump()
    assert state_of(stage) == "done"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_never_changes_a_verdict(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    sent = [snapshot(number) for number in range(1, 15)]
    shuffled = chance.sample(sent, len(sent))
    stage = ScoringStage(database_url, chunk_size=chance.choice([1, 3, 50]))
    order = order_message(chance.sample(sent, len(sent)))
    if chance.random() < 0.5:
        stage.deliver(TaskName.SCREEN_CALL, order)
    for start in range(0, len(shuffled), 4):
        stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(shuffled[start : start + 4]))
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump(shuffle=chance)

    assert stage.verdicts_said() == {
        f"T1-{number}": "refuse" if number > 5 else "eligible" for number in range(1, 15)
    }
    (end,) = stage.said[TaskName.CALL_SCREENED]
    assert end["verdict_count"] == 14
    stage.close()


def test_the_window_bounds_the_chunks_on_their_way(database_url: str) -> None:
    stage = ScoringStage(database_url, chunk_size=1, window=3)
    sent = [snapshot(number) for number in range(1, 11)]
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    stage.deliver(TaskName.SCREEN_CALL, order_message(sent))
    stage.pump(losing=TaskName.SCREEN_CHUNK)
    assert stage.lost == 3

    stage.clock.advance(seconds=31)
    stage.pump()
    assert len(stage.verdicts_said()) == 10
    stage.close()
