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
from tests.scoring_bench import order_message, snapshot
from tests.version_bench import APPROVER, document
from tests.versions_bench import VersionsBench

LOW = {"T1-1": "eligible", "T1-2": "refuse", "T1-3": "refuse", "T1-4": "refuse"}
HIGH = {"T1-1": "eligible", "T1-2": "eligible", "T1-3": "eligible", "T1-4": "refuse"}


def low(version: int = 1) -> str:
    return document(version, limit=150)


def high(version: int = 2) -> str:
    return document(version, limit=350)


@pytest.fixture
def bench(database_url: str) -> Iterator[VersionsBench]:
    bench = VersionsBench(database_url, chunk_size=2)
    yield bench
    bench.close()


def activate(bench: VersionsBench, version_id: str, call_code: str | None = None) -> Any:
    return activate_version(bench.versions.parts, version_id, by=APPROVER, reason="prov", call_code=call_code)


def test_a_screening_has_the_version_that_is_in_force_when_it_is_prepared(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    assert bench.kept(bench.screen()) == LOW
    bench.versions.in_force(high())
    assert bench.kept(bench.screen(code="later")) == HIGH


def test_a_call_keeps_what_it_was_judged_by_when_another_version_comes_into_force(
    bench: VersionsBench,
) -> None:
    first = bench.versions.in_force(low())
    bench.screen()
    bench.versions.in_force(high())
    [fixed] = list_activations(bench.versions.parts, call_code="made")
    assert (fixed.kind, fixed.version_id, fixed.by) == (ActivationKind.FIXED, first.version_id, "prescreen")
    again = bench.again()
    bench.pump()
    assert bench.kept(again.screening_id) == LOW


def test_an_activation_for_the_call_says_what_is_judged_and_moves_only_the_next_screening(
    bench: VersionsBench,
) -> None:
    bench.versions.in_force(low())
    screening_id = bench.screen()
    second = bench.versions.approved(high())
    assert activate(bench, second.version_id, "made").screenings == (screening_id,)
    again = bench.again()
    bench.pump()
    assert (bench.kept(screening_id), bench.kept(again.screening_id)) == (LOW, HIGH)
    assert bench.rules_of(again.screening_id) == {second.sha256}
    roll_back(bench.versions.parts, by=APPROVER, reason="fel", call_code="made")
    third = bench.again()
    bench.pump()
    assert bench.kept(third.screening_id) == LOW
    call = read_call(bench.versions.parts, "made")
    assert call.screenings[0].screening_id == screening_id
    assert {each.screening_id for each in call.screenings[1:]} == {again.screening_id, third.screening_id}
    assert [each.kind.value for each in call.activations] == ["fixed", "activate", "roll_back"]


def test_a_named_version_is_tried_on_the_call_without_coming_into_force(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    named = bench.versions.approved(high())
    again = bench.again(version_id=named.version_id)
    bench.pump()
    assert bench.kept(again.screening_id) == HIGH
    third = bench.again()
    bench.pump()
    assert bench.kept(third.screening_id) == LOW


def test_rules_sent_with_the_order_never_come_into_force(bench: VersionsBench) -> None:
    screening_id = bench.screen(rule_set_document=high())
    assert bench.kept(screening_id) == HIGH
    assert list_activations(bench.versions.parts) == ()
    with pytest.raises(NothingInForceError):
        bench.again()


def test_nothing_is_said_to_intake_before_it_has_taken_the_screening_up(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    again = bench.again()
    bench.pump()
    assert bench.state_of(again.screening_id) == "done"
    assert (bench.said_of(again.screening_id), bench.ends_of(again.screening_id)) == ({}, 0)
    bench.take_up(again.screening_id)
    bench.pump()
    assert (bench.said_of(again.screening_id), bench.ends_of(again.screening_id)) == (LOW, 1)


def test_what_is_found_after_the_taking_up_is_said_as_it_is_found(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    again = bench.again()
    bench.pump(losing=TaskName.SCREEN_CHUNK)
    bench.take_up(again.screening_id)
    bench.clock.advance(minutes=2)
    bench.pump()
    assert (bench.said_of(again.screening_id), bench.ends_of(again.screening_id)) == (LOW, 1)


def test_the_announcement_is_repeated_with_growing_pauses_until_it_is_taken_up(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    again = bench.again()
    bench.pump()
    said = bench.said[TaskName.SCREENING_BEGUN]
    for expected in (1, 2, 2, 3):
        assert len(said) == expected
        bench.clock.advance(seconds=6)
        bench.pump()
    assert {body["screening_id"] for body in said} == {again.screening_id}
    bench.take_up(again.screening_id)
    bench.clock.advance(hours=1)
    count = len(said)
    bench.pump()
    assert len(said) == count


def test_an_alarm_is_raised_when_nobody_takes_the_screening_up(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    again = bench.again()
    for _ in range(10):
        bench.pump()
        bench.clock.advance(minutes=6)
    with bench.database.reading() as session:
        assert session.scalars(select(Alarm.subject).where(Alarm.kind == "screening-not-taken-up")).all() == [
            again.screening_id
        ]


def test_a_second_taking_up_says_everything_again_and_changes_nothing(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    again = bench.again()
    bench.pump()
    for _ in range(2):
        bench.take_up(again.screening_id)
        bench.pump()
    assert bench.kept(again.screening_id) == LOW
    assert bench.ends_of(again.screening_id) == 2


def test_a_refused_second_screening_is_told_once_it_is_taken_up(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    asked = {"key": "amount_question", "type": "text"}
    order = order_message([snapshot(number) for number in range(1, 5)])
    bench.screen(call=order["call"] | {"questions": [asked]})
    misfit = low(3).replace("stated_in: requested_amount", "stated_in: answers.amount_question")
    version = bench.versions.approved(misfit)
    again = bench.again(version_id=version.version_id)
    bench.pump()
    assert bench.state_of(again.screening_id) == "refused"
    assert bench.said[TaskName.SCREENING_REFUSED] == []
    bench.take_up(again.screening_id)
    bench.pump()
    [refused] = bench.said[TaskName.SCREENING_REFUSED]
    assert refused["screening_id"] == again.screening_id
    seen = read_screening(bench.versions.parts, again.screening_id)
    assert seen is not None
    assert seen.problems


def test_a_version_put_in_force_in_the_middle_of_a_preparation_does_not_mix_with_it(
    bench: VersionsBench,
) -> None:
    first = bench.versions.in_force(low())
    screening_id = bench.screen(rule_set_document=None, manifest=[])
    assert bench.kept(screening_id) == {}
    sent = [snapshot(number) for number in range(1, 5)]
    order = order_message(sent, rule_set="trial")
    order["call"] = order["call"] | {"code": "other"}
    bench.deliver(TaskName.SCREEN_CALL, order)
    # The first preparation dies after it has chosen its rules and cut a page.
    judge = bench.parts.judges

    class Dying:
        def of(self, version: Any) -> Any:  # noqa: ARG002
            raise KeyboardInterrupt

    object.__setattr__(bench.parts, "judges", Dying())
    with pytest.raises(KeyboardInterrupt):
        bench.pump()
    object.__setattr__(bench.parts, "judges", judge)
    bench.versions.in_force(high())
    bench.clock.advance(minutes=10)
    bench.pump()
    assert bench.rules_of(order["screening_id"]) == {first.sha256}
    assert bench.kept(order["screening_id"]) == LOW


def test_a_screening_of_a_call_still_gathered_is_not_made_again(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    with pytest.raises(CallUnknownError):
        bench.again()
    order = order_message([snapshot(1), snapshot(2)], rule_set="trial")
    bench.deliver(TaskName.SCREEN_CALL, order)
    with pytest.raises(CallNotGatheredError) as caught:
        bench.again()
    assert caught.value.values == {"call": "made", "missing": 2}
    with bench.database.reading() as session:
        assert session.query(Outbox).filter(Outbox.task == TaskName.SCREENING_BEGUN.value).count() == 0


def test_only_an_approved_version_may_be_named(bench: VersionsBench) -> None:
    bench.versions.in_force(low())
    bench.screen()
    draft = bench.versions.draft(high())
    with pytest.raises(NotApprovedError):
        bench.again(version_id=draft.version_id)


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
    bench: VersionsBench, valid: str, fits: bool
) -> None:
    bench.versions.in_force(low())
    bench.screen()
    version = bench.versions.approved(high().replace('{from: "2017-01-01", to: null}', valid))
    if fits:
        bench.again(version_id=version.version_id)
        assert activate(bench, version.version_id, "made").version == 2
        return
    with pytest.raises(NotValidForCallError, match="2017-11-30"):
        activate(bench, version.version_id, "made")
    with pytest.raises(NotValidForCallError, match="2017-11-30"):
        bench.again(version_id=version.version_id)


def test_intake_may_order_exactly_one_version_by_its_hash(bench: VersionsBench) -> None:
    wanted = bench.versions.approved(high())
    bench.versions.in_force(low())
    assert bench.kept(bench.screen(rule_set_sha256=wanted.sha256)) == HIGH


def test_alternating_versions_in_any_order_of_messages_leaves_each_screening_with_one(
    bench: VersionsBench,
) -> None:
    versions = {bench.versions.in_force(low()).version_id: LOW}
    bench.screen()
    versions[bench.versions.approved(high()).version_id] = HIGH
    chance = random.Random(7)
    expected = {}
    for _ in range(12):
        version_id = chance.choice(list(versions))
        activate(bench, version_id, "made")
        expected[bench.again().screening_id] = versions[version_id]
        if chance.random() < 0.5:
            bench.pump(shuffle=chance)
    bench.pump(shuffle=chance)
    for screening_id, outcomes in expected.items():
        bench.take_up(screening_id)
        assert bench.kept(screening_id) == outcomes
        assert len(bench.rules_of(screening_id)) == 1
    bench.pump(shuffle=chance)
    assert {each: bench.said_of(each) for each in expected} == expected
    [call] = list_calls(bench.versions.parts)
    assert len(call.screenings) == 13
