"""What Celery and the broker cost by themselves: the same messages sent to a task that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import redis

from benchmarks.noop_worker import QUEUE, TASK, UNACKED, noop_app
from benchmarks.process_watch import ProcessUse, ProcessWatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_POLL_S = 0.01
_START_S = 30.0


@dataclass(frozen=True, slots=True)
class NoopRun:
    """How long the messages took from the first sent to the last acknowledged, and what the worker used."""

    messages: int
    wall_s: float
    use: ProcessUse


def run_noop(broker_url: str, messages: Iterable[Mapping[str, Any]]) -> NoopRun:
    """Send every message and wait until the worker has acknowledged the last."""
    app = noop_app(broker_url)
    with redis.Redis.from_url(_redis_url(broker_url)) as broker, _worker(broker_url) as worker:
        # A first message waits until the worker is up, so that its start is not measured.
        app.send_task(TASK, kwargs={"message": {}}, queue=QUEUE)
        _wait_until_empty(broker, _START_S)
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
    environment = {**os.environ, "BROKER_URL": broker_url}
    worker = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.noop_worker"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(30)


def _redis_url(broker_url: str) -> str:
    # Celery and redis-py write the address of a Unix socket differently.
    return broker_url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


def _wait_until_empty(broker: redis.Redis, limit_s: float | None = None) -> None:
    began = time.perf_counter()
    while broker.llen(QUEUE) or broker.hlen(UNACKED):
        if limit_s is not None and time.perf_counter() - began > limit_s:
            raise TimeoutError(f"the no-op worker took nothing within {limit_s:.0f} s")
        time.sleep(_POLL_S)
