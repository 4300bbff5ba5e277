"""The Celery application of a service, with the settings that were measured to lose nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from celery import Celery, signals
from kombu import Queue as KombuQueue

from prescreen_shared.names import QUEUE_OF_TASK, Queue
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.logging import configure_logging
from prescreen_shared.plumbing.settings import DeliverySettings, LogSettings, WorkerSettings


def make_celery(service: str, delivery: DeliverySettings) -> Celery:
    """Make the Celery application of ``service`` (``intake`` or ``scoring``); enough to publish with."""
    app = Celery(service, broker=delivery.broker_url, set_as_current=False)
    app.conf.update(
        result_backend=None,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        timezone="UTC",
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_create_missing_queues=True,
        task_routes={task.value: {"queue": queue.value} for task, queue in QUEUE_OF_TASK.items()},
        worker_prefetch_multiplier=1,
        # Off, a busy worker hung for ever after a restart of Redis.
        worker_enable_remote_control=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_publish_retry_policy={
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        },
        broker_transport_options=_transport_options(service, delivery),
    )
    return app


def prepare_worker(
    app: Celery, queues: Sequence[Queue], worker: WorkerSettings, logs: LogSettings, database: Database
) -> None:
    """Give the application what only a worker needs: its queues, limits, logging, and children of its own.

    ``database`` may be opened before the children are forked; each child gets connections of its own.
    """
    app.conf.update(
        task_queues=[KombuQueue(queue.value) for queue in queues],
        worker_concurrency=worker.concurrency,
        worker_max_tasks_per_child=worker.tasks_per_child,
        worker_soft_shutdown_timeout=worker.soft_shutdown_s,
        task_soft_time_limit=worker.soft_time_limit_s,
        task_time_limit=worker.time_limit_s,
    )

    def set_up_logging(**_: Any) -> None:
        configure_logging(logs)

    def forget_connections(**_: Any) -> None:
        # Closing them here would close them for the parent too.
        database.engine.dispose(close=False)

    # Connected, Celery leaves the root log handlers alone; kept alive by weak=False.
    signals.setup_logging.connect(set_up_logging, weak=False)
    signals.worker_process_init.connect(forget_connections, weak=False)


def run_worker(app: Celery, service: str) -> None:
    """Consume until SIGTERM; ``prepare_worker`` must have been called. Returns when the worker has stopped."""
    app.worker_main(
        [
            "worker",
            "--pool=prefork",
            "--without-gossip",
            "--without-mingle",
            f"--hostname={service}-{os.getpid()}@%h",
        ]
    )


def _transport_options(service: str, delivery: DeliverySettings) -> dict[str, Any]:
    return {
        "visibility_timeout": delivery.visibility_timeout_s,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 2,
        "health_check_interval": 25,
        "sep": ":",
        # Each service restores only what it took itself.
        "unacked_key": f"{service}.unacked",
        "unacked_index_key": f"{service}.unacked_index",
        "unacked_mutex_key": f"{service}.unacked_mutex",
    }
