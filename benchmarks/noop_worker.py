"""A Celery worker whose only task does nothing, with the very settings of the product: ``python -m benchmarks.noop_worker``."""

from __future__ import annotations

import os
from typing import Any, Final

from celery import Celery
from kombu import Queue

from prescreen_shared.plumbing.processes import make_celery
from prescreen_shared.plumbing.settings import environment, read_delivery_settings

QUEUE: Final = "benchmarks.noop"
TASK: Final = "benchmarks.do_nothing"
UNACKED: Final = "benchmarks.unacked"
"""Where Celery keeps what a worker has taken and not acknowledged."""


def noop_app(broker_url: str | None = None) -> Celery:
    """Make the application; the broker is that of ``BROKER_URL`` when none is given."""
    if broker_url:
        os.environ["BROKER_URL"] = broker_url
    with environment() as env:
        delivery = read_delivery_settings(env)
    app = make_celery("benchmarks", delivery)
    app.conf.task_queues = [Queue(QUEUE)]

    def do_nothing(message: Any) -> None:
        """Take the message, as the product's tasks do, and leave it."""

    app.task(name=TASK)(do_nothing)
    return app


def main() -> None:
    """Consume until SIGTERM, with a child a core."""
    noop_app().worker_main(
        ["worker", "--pool=prefork", "--without-gossip", "--without-mingle", "--loglevel=WARNING"]
    )


if __name__ == "__main__":
    main()
