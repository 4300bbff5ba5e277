"""What else a queue can do to a message: deliver it again and again, deliver one from the future, or stand still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from benchmarks.made_up.bundle import make_bundle
from intake_service.store import tables as intake
from prescreen_shared.names import INTAKE_QUEUES, SCORING_QUEUES, TaskName
from prescreen_shared.plumbing.processes import CeleryPublisher, PublishError, make_celery
from prescreen_shared.plumbing.settings import DeliverySettings
from scoring_service.store import tables as scoring
from tests.faults.supervised_pair import SupervisedPair, supervised_pair, wait_for

pytestmark = pytest.mark.faults

COUNT = 200
TIMES = 3


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupervisedPair]:
    with (
        pytest.MonkeyPatch.context() as environment,
        supervised_pair(tmp_path_factory.mktemp("pair"), environment) as pair,
    ):
        yield pair


def test_every_message_repeated_three_times_is_counted_and_changes_nothing(pair: SupervisedPair) -> None:
    call_id = pair.send(make_bundle(COUNT))
    wait_for(lambda: pair.client.screening(call_id).is_over, 90)
    before = _state(pair, call_id)
    messages, publisher = _all_messages(pair), _publisher(pair)
    for _ in range(TIMES):
        for message in messages:
            publisher.publish(TaskName(message["task"]), message)
    _wait_until_taken(pair)
    with pair.intake.reading() as session:
        counted = session.scalars(
            select(intake.ScreeningRow.duplicates).where(intake.ScreeningRow.call_id == UUID(call_id))
        ).one()
    print(f"{TIMES} x {len(messages)} messages again: {counted} verdicts came again and changed nothing")
    assert counted >= TIMES * COUNT
    assert _state(pair, call_id) == before


def test_a_message_of_an_unknown_version_is_parked_with_an_alarm_and_the_rest_goes_on(
    pair: SupervisedPair,
) -> None:
    publisher = _publisher(pair)
    strangers = [(task, _from_the_future(task)) for task in TaskName]
    for task, message in strangers:
        publisher.publish(task, message)
    publisher_app = make_celery("tests", _delivery(pair))
    for queue in (*SCORING_QUEUES, *INTAKE_QUEUES):
        publisher_app.send_task("nobody.knows_this", kwargs={"message": {}}, queue=queue.value)
    expected = len(strangers) + len(SCORING_QUEUES) + len(INTAKE_QUEUES)
    wait_for(lambda: _parked(pair) == expected, 30)
    kinds = pair.count(scoring.Alarm, scoring.Alarm.kind == "message-parked")
    assert kinds == len([task for task in TaskName if task.startswith("scoring")]) + 1
    call_id = pair.send(make_bundle(50, seed=7))
    wait_for(lambda: pair.client.screening(call_id).is_complete, 60)


def test_intake_answers_while_the_broker_stands_still_and_all_is_screened_afterwards(
    pair: SupervisedPair,
) -> None:
    with pair.frozen_broker():
        began = time.monotonic()
        call_id = pair.send(make_bundle(60, seed=8))
        answered_s = time.monotonic() - began
        began = time.monotonic()
        with pytest.raises(PublishError):
            # The twin: whoever publishes in a request waits for the broker, and then has nothing.
            _publisher(pair).publish(TaskName.SCREEN_CHUNK, _from_the_future(TaskName.SCREEN_CHUNK))
        blocked_s = time.monotonic() - began
    resumed = time.monotonic()
    wait_for(lambda: pair.client.screening(call_id).is_complete, 90)
    print(
        f"broker frozen: intake took and closed a call in {answered_s:.1f} s, a direct publish waited "
        f"{blocked_s:.1f} s in vain, all verdicts {time.monotonic() - resumed:.1f} s after it went on"
    )
    assert answered_s < blocked_s


def _state(pair: SupervisedPair, call_id: str) -> tuple[bytes, int, int, int]:
    parked = _parked(pair)
    return pair.client.verdicts(call_id), *pair.verdict_counts(), parked


def _parked(pair: SupervisedPair) -> int:
    return pair.count(intake.ParkedMessage) + pair.count(scoring.ParkedMessage)


def _all_messages(pair: SupervisedPair) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for database, table in ((pair.intake, intake.Outbox), (pair.scoring, scoring.Outbox)):
        with database.reading() as session:
            found.extend(session.scalars(select(table.message).order_by(table.outbox_id)))
    return found


def _wait_until_taken(pair: SupervisedPair) -> None:
    """Wait until no message is on its way, twice in a row: one that was taken may have caused another."""
    for _ in range(2):
        wait_for(lambda: not _on_their_way(pair), 60)
        time.sleep(1)


def _on_their_way(pair: SupervisedPair) -> int:
    queued = sum(int(pair.broker.llen(queue.value)) for queue in (*SCORING_QUEUES, *INTAKE_QUEUES))
    taken = sum(int(pair.broker.hlen(f"{service}.unacked")) for service in ("intake", "scoring"))
    unsent = pair.count(intake.Outbox, intake.Outbox.sent_at.is_(None))
    return queued + taken + unsent + pair.count(scoring.Outbox, scoring.Outbox.sent_at.is_(None))


def _from_the_future(task: TaskName) -> dict[str, Any]:
    return {
        "task": task.value,
        "version": 99,
        "message_id": str(uuid4()),
        "sent_at": "2031-01-01T00:00:00+00:00",
        "request_id": None,
        "body": {"new": "shape"},
    }


def _publisher(pair: SupervisedPair) -> CeleryPublisher:
    return CeleryPublisher(make_celery("tests", _delivery(pair)))


def _delivery(pair: SupervisedPair) -> DeliverySettings:
    return DeliverySettings(pair.machine.settings.broker_url, 0.2, 5, 500, 3_600, 300)
