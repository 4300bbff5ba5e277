"""A relay that is killed while it publishes loses nothing; one that marks before it publishes does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from sqlalchemy import func, select

from prescreen_shared.names import Queue, TaskName
from prescreen_shared.plumbing.database import Database, SystemClock
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.relay import MARK_EVERY
from tests.stages.brokers import own_broker
from tests.stages.databases import sqlite_url
from tests.stages.plumbing_tables import Outbox, plumbing_database

pytestmark = pytest.mark.faults

ROWS = 1_500
KILLS = 4


def test_a_relay_killed_while_publishing_loses_nothing(tmp_path: Path) -> None:
    times_sent, wanted = _relay_with_kills(tmp_path)
    lost, double = wanted - set(times_sent), sum(times_sent.values()) - len(times_sent)
    print(f"{KILLS} kills, {ROWS} messages: lost {len(lost)}, sent twice {double}")
    assert not lost
    assert double <= KILLS * MARK_EVERY


def test_without_the_safeguard_the_same_kills_lose_messages(tmp_path: Path) -> None:
    times_sent, wanted = _relay_with_kills(tmp_path, "mark-first")
    print(f"marked before sent: lost {len(wanted - set(times_sent))}")
    assert wanted - set(times_sent)


def _relay_with_kills(folder: Path, *options: str) -> tuple[Counter[str], set[str]]:
    """Give how often each message arrived, and the ids of all that were to be sent."""
    url = sqlite_url(folder)
    database = plumbing_database(url)
    wanted = _write_rows(database)
    with own_broker() as server, server.client() as broker:
        for kill in range(1, KILLS + 1):
            with _relay(url, server.url, *options) as relay:
                # Somewhere within a batch, each time at another place of it.
                least = kill * ROWS // 8 + 7 * kill
                _wait_for(partial(_has_taken, broker, least))
                relay.kill()
        with _relay(url, server.url, *options):
            _wait_for(lambda: _unsent(database) == 0)
        return Counter(_message_ids(broker)), wanted


def _has_taken(broker: redis.Redis, least: int) -> bool:
    return int(broker.llen(Queue.SCORING_CHUNKS)) >= least


def _message_ids(broker: redis.Redis) -> list[str]:
    resting = broker.lrange(Queue.SCORING_CHUNKS, 0, -1)
    return [json.loads(message)["headers"]["id"] for message in resting]


def _write_rows(database: Database) -> set[str]:
    with database.writing() as session:
        for _ in range(ROWS):
            body = {"screening_id": str(uuid4()), "chunk_id": str(uuid4())}
            enqueue(session, Outbox, TaskName.SCREEN_CHUNK, body, SystemClock())
    with database.reading() as session:
        return {message["message_id"] for message in session.scalars(select(Outbox.message))}


@contextmanager
def _relay(database_url: str, broker_url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.faults.relay_process", database_url, *options]
    relay = subprocess.Popen(command, env={**os.environ, "BROKER_URL": broker_url})
    try:
        yield relay
    finally:
        relay.kill()
        relay.wait()


def _unsent(database: Database) -> int:
    with database.reading() as session:
        unsent = select(func.count()).select_from(Outbox).where(Outbox.sent_at.is_(None))
        return session.scalar(unsent) or 0


def _wait_for(is_so: Callable[[], bool], limit_s: float = 30.0) -> None:
    until = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < until, "the relay did not come so far in time"
        time.sleep(0.005)
