"""The embedded broker by itself, for tests that need no pair."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import redis

from prescreen.embedded.broker import broker_url, plan_broker
from prescreen.embedded.data_directory import DataDirectory
from prescreen.embedded.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def embedded_broker(folder: Path) -> Iterator[str]:
    """Run a broker on a data directory and give its address."""
    data = DataDirectory(folder)
    supervisor = Supervisor(data)
    try:
        supervisor.start([plan_broker(data)[0]])
        yield broker_url(data.broker_socket)
    finally:
        supervisor.kill()
        data.close()


def redis_client(url: str) -> redis.Redis:
    """Connect to the broker at an address as Celery writes it."""
    return redis.Redis.from_url(url.replace("redis+socket://", "unix://").replace("virtual_host=", "db="))


def message_ids(broker: redis.Redis, queue: str) -> list[str]:
    """Give the ids of the messages that rest in a queue."""
    return [json.loads(message)["headers"]["id"] for message in broker.lrange(queue, 0, -1)]
