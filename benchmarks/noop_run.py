"""What Celery and the broker cost by themselves: the same messages sent to a task that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import redis

from benchmarks.noop_worker import QUEUE, TASK, UNACKED, noop_app
from benchmarks.process_watch import ProcessUse, ProcessWatch

_POLL_S = 0.01
_STILL_S = 60.0


@dataclass(frozen=True, slots=True)
class NoopRun:
    """How long the messages took from the first sent to the last acknowledged, and what the worker used."""

    messages: int
    wall_s: float
    use: ProcessUse


def run_noop(broker_url: str, messages: Iterable[Mapping[str, Any]]) -> NoopRun:
    """Send every message and wait until the worker has acknowledged the last."""
    app = noop_app(broker_url)
    with redis.Redis.from_url(redis_url(broker_url)) as broker, _worker(broker_url) as worker:
        # A first message waits until the worker is up, so that its start is not measured.
        app.send_task(TASK, kwargs={"message": {}}, queue=QUEUE)
        _wait_until_empty(broker)
        with ProcessWatch({"noop": worker.pid}) as watch:
            began = time.perf_counter()
            count = 0
            for message in messages:
                app.send_task(TASK, kwargs={"message": message}, queue=QUEUE)
                count += 1
            _wait_until_empty(broker)
            wall_s = time.perf_counter() - began
    return NoopRun(count, wall_s, watch.uses["noop"])


@contextmanager
def _worker(broker_url: str) -> Iterator[subprocess.Popen[bytes]]:
    # Celery warns of a worker that is run by root, which is how it runs in a container.
    environment = {**os.environ, "BROKER_URL": broker_url, "PYTHONWARNINGS": "ignore"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.noop_worker"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(30)


def redis_url(broker_url: str) -> str:
    """Write the broker's address as redis-py takes it; Celery writes that of a Unix socket in another way."""
    return broker_url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


def _wait_until_empty(broker: redis.Redis) -> None:
    """Wait until every message is acknowledged; Celery by itself may lose one, and then waiting is in vain."""
    left, moved_at = -1, time.perf_counter()
    while now_left := int(broker.llen(QUEUE)) + int(broker.hlen(UNACKED)):
        if now_left != left:
            left, moved_at = now_left, time.perf_counter()
        elif time.perf_counter() - moved_at > _STILL_S:
            raise TimeoutError(f"{left} no-op messages have not moved for {_STILL_S:.0f} s; run it again")
        time.sleep(_POLL_S)
