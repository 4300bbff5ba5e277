"""A screening from order to end, on both databases, with made rules and without a broker."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from prescreen_shared.names import TaskName
from scoring_service.store.tables import Alarm, Screening, VerdictRow
from tests.scoring_bench import FakeJudge, ScoringBench, applications_message, order_message, snapshot


@pytest.fixture
def bench(database_url: str) -> Iterator[ScoringBench]:
    bench = ScoringBench(database_url, chunk_size=4)
    yield bench
    bench.close()


def verdict_count(bench: ScoringBench) -> int:
    with bench.database.reading() as session:
        return session.scalar(select(func.count()).select_from(VerdictRow)) or 0


def alarms(bench: ScoringBench) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with bench.database.reading() as session:
        for alarm in session.scalars(select(Alarm)):
            found.setdefault(alarm.kind, []).append(alarm.details.get("reference", alarm.subject))
    return found


def state_of(bench: ScoringBench) -> str:
    with bench.database.reading() as session:
        return session.scalars(select(Screening.state)).one()


def test_every_application_gets_one_verdict_and_the_end_is_said_once(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 11)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump()

    said = bench.verdicts_said()
    assert len(said) == 10
    assert {reference for reference, outcome in said.items() if outcome == "refuse"} == {
        f"T1-{number}" for number in range(6, 11)
    }
    (end,) = bench.said[TaskName.CALL_SCREENED]
    assert (end["verdict_count"], end["rule_set"]["sha256"]) == (10, "a" * 64)
    assert [finding["facts"] for finding in end["call_findings"]] == [{"count": 10}]
    assert len(bench.said[TaskName.RECORD_VERDICTS]) == 3
    assert state_of(bench) == "done"
    assert alarms(bench) == {}


def test_a_call_without_applications_ends_too(bench: ScoringBench) -> None:
    bench.deliver(TaskName.SCREEN_CALL, order_message([]))
    bench.pump()
    assert bench.said[TaskName.CALL_SCREENED][0]["verdict_count"] == 0


def test_exactly_the_revisions_of_the_manifest_are_judged(bench: ScoringBench) -> None:
    first, second = snapshot(1), snapshot(1, revision=2, requested_amount=900)
    other = snapshot(2)
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([first, second, other]))
    bench.deliver(TaskName.SCREEN_CALL, order_message([first]))
    bench.pump()
    assert bench.verdicts_said() == {"T1-1": "eligible"}


def test_repeated_messages_change_nothing(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 6)]
    order = order_message(sent)
    for _ in range(2):
        bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    for _ in range(3):
        bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump()
    assert verdict_count(bench) == 5
    assert len(bench.said[TaskName.CALL_SCREENED]) == 1


def test_an_order_given_again_is_answered_again_in_full(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 6)]
    order = order_message(sent)
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump()
    first = bench.verdicts_said()
    bench.said.clear()

    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump()
    assert bench.verdicts_said() == first
    assert len(bench.said[TaskName.CALL_SCREENED]) == 1
    assert verdict_count(bench) == 5


def test_what_the_manifest_names_and_scoring_lacks_is_asked_for_until_it_comes(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 4)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[:1]))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump()
    assert bench.said[TaskName.SEND_APPLICATIONS] == []

    bench.clock.advance(seconds=3)
    bench.pump()
    (asked,) = bench.said[TaskName.SEND_APPLICATIONS]
    lacking = sorted([each["application_id"], 1] for each in sent[1:])
    assert sorted(map(list, asked["missing"])) == lacking

    bench.clock.advance(minutes=10)
    bench.pump()
    assert len(bench.said[TaskName.SEND_APPLICATIONS]) == 2

    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[1:]))
    bench.pump()
    assert len(bench.verdicts_said()) == 3


def test_applications_that_are_still_arriving_are_not_asked_for(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 4)]
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    for number in range(2):
        bench.clock.advance(seconds=3)
        bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent[number : number + 1]))
        bench.pump()
        assert bench.said[TaskName.SEND_APPLICATIONS] == []
    bench.clock.advance(seconds=3)
    bench.pump()
    (asked,) = bench.said[TaskName.SEND_APPLICATIONS]
    assert [list(each) for each in asked["missing"]] == [[sent[2]["application_id"], 1]]


def test_applications_that_never_come_raise_an_alarm(bench: ScoringBench) -> None:
    bench.deliver(TaskName.SCREEN_CALL, order_message([snapshot(1)]))
    for _ in range(9):
        bench.clock.advance(minutes=10)
        bench.pump()
    assert "applications-missing" in alarms(bench)


def test_a_revision_that_comes_with_other_content_is_kept_as_it_was_with_an_alarm(
    bench: ScoringBench,
) -> None:
    sent = snapshot(1)
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([sent]))
    changed = snapshot(1, requested_amount=99_999)
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message([changed]))
    bench.deliver(TaskName.SCREEN_CALL, order_message([sent]))
    bench.pump()
    assert bench.verdicts_said() == {"T1-1": "eligible"}
    assert alarms(bench) == {"revision-differs": [sent["application_id"]]}


def test_rules_that_cannot_be_used_refuse_the_screening_and_can_be_mended(bench: ScoringBench) -> None:
    sent = [snapshot(1)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    order = order_message(sent, rule_set="absent")
    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump()

    (refused,) = bench.said[TaskName.SCREENING_REFUSED]
    assert refused["problems"] == ["unknown rule set absent"]
    assert state_of(bench) == "refused"
    assert "screening-refused" in alarms(bench)
    assert bench.verdicts_said() == {}

    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump()
    assert len(bench.said[TaskName.SCREENING_REFUSED]) == 2


def test_an_application_that_makes_a_rule_fault_is_referred_and_the_others_go_on(database_url: str) -> None:
    bench = ScoringBench(database_url, FakeJudge(faulting=["T1-3"]), chunk_size=4)
    sent = [snapshot(number) for number in range(1, 9)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump()

    said = bench.verdicts_said()
    assert len(said) == 8
    assert said["T1-3"] == "refer"
    with bench.database.reading() as session:
        row = session.scalars(select(VerdictRow).where(VerdictRow.reference == "T1-3")).one()
    assert [finding["rule"] for finding in row.findings] == ["screening-fault"]
    assert alarms(bench) == {"screening-fault": ["T1-3"]}
    bench.close()


def test_an_application_that_kills_its_process_is_found_by_halving_and_referred(database_url: str) -> None:
    bench = ScoringBench(database_url, FakeJudge(deadly=["T1-13"]), chunk_size=100)
    sent = [snapshot(number) for number in range(1, 41)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump()

    said = bench.verdicts_said()
    assert len(said) == 40
    assert said["T1-13"] == "refer"
    assert alarms(bench) == {"screening-fault": ["T1-13"]}
    assert bench.crashes <= 9
    assert len(bench.said[TaskName.CALL_SCREENED]) == 1
    assert verdict_count(bench) == 40
    bench.close()


def test_chunks_lost_on_the_way_are_sent_again_when_their_lease_has_run_out(bench: ScoringBench) -> None:
    sent = [snapshot(number) for number in range(1, 9)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump(losing=TaskName.SCREEN_CHUNK)
    assert (bench.lost, bench.verdicts_said()) == (2, {})
    bench.pump()
    assert bench.verdicts_said() == {}

    bench.clock.advance(seconds=31)
    bench.pump()
    assert len(bench.verdicts_said()) == 8


def test_a_preparation_that_died_is_begun_again(bench: ScoringBench) -> None:
    sent = [snapshot(1)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump(losing=TaskName.PREPARE_SCREENING)
    assert state_of(bench) == "preparing"

    bench.clock.advance(seconds=bench.parts.screening.preparing_lease_s + 1)
    bench.pump()
    assert state_of(bench) == "done"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_never_changes_a_verdict(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    sent = [snapshot(number) for number in range(1, 15)]
    shuffled = chance.sample(sent, len(sent))
    bench = ScoringBench(database_url, chunk_size=chance.choice([1, 3, 50]))
    order = order_message(chance.sample(sent, len(sent)))
    if chance.random() < 0.5:
        bench.deliver(TaskName.SCREEN_CALL, order)
    for start in range(0, len(shuffled), 4):
        bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(shuffled[start : start + 4]))
    bench.deliver(TaskName.SCREEN_CALL, order)
    bench.pump(shuffle=chance)

    assert bench.verdicts_said() == {
        f"T1-{number}": "refuse" if number > 5 else "eligible" for number in range(1, 15)
    }
    (end,) = bench.said[TaskName.CALL_SCREENED]
    assert end["verdict_count"] == 14
    bench.close()


def test_the_window_bounds_the_chunks_on_their_way(database_url: str) -> None:
    bench = ScoringBench(database_url, chunk_size=1, window=3)
    sent = [snapshot(number) for number in range(1, 11)]
    bench.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
    bench.deliver(TaskName.SCREEN_CALL, order_message(sent))
    bench.pump(losing=TaskName.SCREEN_CHUNK)
    assert bench.lost == 3

    bench.clock.advance(seconds=31)
    bench.pump()
    assert len(bench.verdicts_said()) == 10
    bench.close()
