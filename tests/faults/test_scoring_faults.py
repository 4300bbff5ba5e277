"""Scoring under kills, poison and an emptied broker: each application has exactly one verdict in the end."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.killable import wait_for
from tests.faults.scoring_processes import ScoringProcesses
from tests.stages.brokers import OwnBroker, own_broker
from tests.stages.databases import sqlite_url

pytestmark = pytest.mark.faults


@pytest.fixture
def broker() -> Iterator[OwnBroker]:
    with own_broker() as broker:
        yield broker


@contextmanager
def stage_of(broker: OwnBroker, folder: Path, **environment: str) -> Iterator[ScoringProcesses]:
    quick = {"SCORING_CONCURRENCY": "2", "SCORING_CHUNK_LEASE_S": "4", "LOG_LEVEL": "WARNING"}
    stage = ScoringProcesses(broker, sqlite_url(folder), folder, **(quick | environment))
    try:
        stage.start("scheduler")
        stage.start("worker")
        yield stage
    finally:
        stage.close()


def test_each_kind_of_poison_is_referred_and_all_others_are_judged(broker: OwnBroker, tmp_path: Path) -> None:
    poison = {"T1-13": "SIGKILL", "T1-77": "SIGSEGV", "T1-120": "raise", "T1-199": "hang"}
    limits = {"SCORING_SOFT_TIME_LIMIT_S": "2", "SCORING_TIME_LIMIT_S": "3"}
    with stage_of(broker, tmp_path, FAULTS=json.dumps(poison), **limits) as stage:
        stage.send_call(200)
        assert wait_for(lambda: stage.kept() == 200, 180), stage.last_words()
        assert wait_for(lambda: stage.listen() or stage.ends == 1, 10)
        outcomes = stage.outcomes()
        assert {f"{reference} refer" for reference in poison} <= set(outcomes)
        assert sum(name.endswith("refer") for name in outcomes) == len(poison)
        assert stage.alarms() == set(poison)


def test_three_worker_kills_and_an_emptied_broker_lose_nothing_and_double_nothing(
    broker: OwnBroker, tmp_path: Path
) -> None:
    with stage_of(broker, tmp_path, PAUSE_S="0.01") as stage:
        order = stage.send_call(3_000)
        _run_with_faults(stage)
        # The emptied broker may have held applications: intake's sweeper gives the order again, and answers.
        assert wait_for(lambda: stage.kept() == 3_000, 120), f"{stage.kept()} {order['screening_id']}"
        assert max(stage.outcomes().values()) == 1
        assert wait_for(lambda: stage.listen() or stage.ends >= 1, 20)


def test_without_the_sweeper_the_same_faults_lose_verdicts(broker: OwnBroker, tmp_path: Path) -> None:
    with stage_of(broker, tmp_path, PAUSE_S="0.01", SAFEGUARDS="off") as stage:
        stage.send_call(3_000)
        _run_with_faults(stage)
        assert not wait_for(lambda: stage.kept() == 3_000, 30)


def _run_with_faults(stage: ScoringProcesses) -> None:
    assert wait_for(lambda: stage.kept() > 0, 60), stage.last_words()
    chance = random.Random(7)
    for number in range(3):
        time.sleep(chance.uniform(0.5, 1.5))
        stage.kill("worker")
        if number == 1:
            stage.listen()
            stage.broker.restart_empty()
        stage.start("worker")
        stage.wait_for_progress(seconds=15)


def test_a_stop_in_good_order_is_quick_and_loses_nothing(broker: OwnBroker, tmp_path: Path) -> None:
    with stage_of(broker, tmp_path, PAUSE_S="0.005") as stage:
        stage.send_call(1_000)
        assert wait_for(lambda: stage.kept() > 0, 60)
        assert stage.stop("worker") < 40
        assert stage.stop("scheduler") < 5
        stage.start("scheduler")
        stage.start("worker")
        assert wait_for(lambda: stage.kept() == 1_000, 60)


def test_a_frozen_broker_is_waited_for(broker: OwnBroker, tmp_path: Path) -> None:
    with stage_of(broker, tmp_path, PAUSE_S="0.005") as stage:
        stage.send_call(1_000)
        assert wait_for(lambda: stage.kept() > 0, 60)
        broker.freeze()
        time.sleep(15)
        broker.thaw()
        assert wait_for(lambda: stage.kept() == 1_000, 90)
