"""The processes of either service: a Celery worker, and a scheduler, made of what the service gives.

A worker consumes the service's queues, under settings that were measured to lose nothing. A scheduler sends the outbox and
forgets what is old, beside whatever the service looks after itself. Any number of either may run.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar

import redis.exceptions
from celery import Celery, Task, signals
from kombu import Queue as KombuQueue
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import InterfaceError, OperationalError

from prescreen_shared.names import QUEUE_OF_TASK, Queue, TaskName
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow
from prescreen_shared.plumbing.database import ServiceParts
from prescreen_shared.plumbing.idempotency import IdempotencyKeyColumns, forget_answers
from prescreen_shared.plumbing.inbox import Delivery, Receiver
from prescreen_shared.plumbing.logging import configure_logging
from prescreen_shared.plumbing.outbox import OutboxRow, Publisher, PublishError
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.plumbing.scheduler import Poller, Step
from prescreen_shared.plumbing.settings import DeliverySettings, ServiceSettings

DELETE_EVERY_S: Final = 60.0
FORGET_EVERY_S: Final = 3_600.0
RETRIED: Final = (OperationalError, InterfaceError)
"""The database is absent or locked: the only faults that trying again can mend."""
MOST_RETRIES: Final = 8
LONGEST_RETRY_S: Final = 30


Parts = TypeVar("Parts", bound=ServiceParts)


@dataclass(frozen=True, slots=True)
class DeliveryTables:
    """A service's tables of messages to send, messages that it could not act on, alarms, and answers to repeated requests."""

    outbox: type[OutboxRow]
    parked: type[ParkedMessageRow]
    alarms: type[AlarmRow]
    answers: type[IdempotencyKeyColumns]


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


def make_worker(
    service: str,
    queues: Sequence[Queue],
    settings: ServiceSettings,
    parts: Parts,
    tables: DeliveryTables,
    actions: Mapping[TaskName, Callable[[Parts, Delivery], None]],
) -> Celery:
    """Give a Celery application that consumes ``queues`` and acts on each message with these parts.

    The database may be opened before the children are forked; each child gets connections of its own.
    """
    app, worker = make_celery(service, settings.delivery), settings.worker
    app.conf.update(
        task_queues=[KombuQueue(queue.value) for queue in queues],
        worker_concurrency=worker.concurrency,
        worker_max_tasks_per_child=worker.tasks_per_child,
        worker_soft_shutdown_timeout=worker.soft_shutdown_s,
        task_soft_time_limit=worker.soft_time_limit_s,
        task_time_limit=worker.time_limit_s,
    )

    def set_up_logging(**_: Any) -> None:
        configure_logging(settings.logs)

    def forget_connections(**_: Any) -> None:
        # Closing them here would close them for the parent too.
        parts.database.engine.dispose(close=False)

    # Connected, Celery leaves the root log handlers alone; kept alive by weak=False.
    signals.setup_logging.connect(set_up_logging, weak=False)
    signals.worker_process_init.connect(forget_connections, weak=False)
    receiver = Receiver(parts.database, tables.parked, tables.alarms, parts.clock)
    _park_unknown_tasks(receiver)
    for task, act in actions.items():
        _register(app, receiver, task, partial(act, parts))
    return app


def run_worker(app: Celery, service: str) -> None:
    """Consume until SIGTERM; returns when the worker has stopped."""
    app.worker_main(
        [
            "worker",
            "--pool=prefork",
            "--without-gossip",
            "--without-mingle",
            f"--hostname={service}-{os.getpid()}@%h",
        ]
    )


def delivery_steps(
    parts: ServiceParts,
    tables: DeliveryTables,
    publisher: Publisher,
    delivery: DeliverySettings,
    keep_answers: timedelta,
) -> list[Step]:
    """Give the steps that send the outbox, and delete sent rows and answers older than ``keep_answers``."""
    relay = Relay(
        parts.database,
        tables.outbox,
        tables.parked,
        tables.alarms,
        publisher,
        parts.clock,
        lease_s=delivery.outbox_lease_s,
        window=delivery.outbox_window,
    )

    def forget() -> bool:
        forget_answers(parts.database, tables.answers, parts.clock.now() - keep_answers)
        return False

    return [
        Step("relay", delivery.outbox_poll_s, relay.send_due, longest_pause_s=2.0),
        Step("delete-sent", DELETE_EVERY_S, partial(relay.delete_sent, delivery.outbox_keep_s)),
        Step("forget-answers", FORGET_EVERY_S, forget),
    ]


def run_scheduler(
    service: str, settings: ServiceSettings, make_steps: Callable[[Publisher], Sequence[Step]]
) -> None:
    """Run the steps of a service's scheduler until SIGTERM."""
    configure_logging(settings.logs)
    publisher = CeleryPublisher(make_celery(service, settings.delivery))
    Poller(make_steps(publisher)).run_until_signalled()


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


class CeleryPublisher:
    """Publishes by task name, so that neither service imports the other's code."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
        """See ``Publisher``; the Celery task id is the message's own id, so that one id follows it everywhere."""
        try:
            self._app.send_task(
                task.value,
                kwargs={"message": message},
                # Celery would write the beginning of the message into headers, and from there into logs.
                kwargsrepr="{'message': …}",
                queue=QUEUE_OF_TASK[task].value,
                task_id=message["message_id"],
                ignore_result=True,
            )
        except (BrokerError, redis.exceptions.RedisError, OSError) as error:
            raise PublishError(f"{task.value}: {error}") from error


def _register(app: Celery, receiver: Receiver, name: TaskName, act: Callable[[Delivery], None]) -> None:
    """Make ``act`` the task ``name`` of a worker's application.

    ``act`` must be safe to run twice. A database that is absent is waited for; any other exception fails the
    task once and loudly, and the sweeper of whoever waits for the effect sends again.
    """

    def run(task: Task[Any, Any], message: Any) -> None:
        redelivered = bool((task.request.delivery_info or {}).get("redelivered"))
        try:
            retried = task.request.retries > 0
            receiver.receive(name, message, act, redelivered=redelivered, retried=retried)
        except RETRIED as error:
            pause = min(2**task.request.retries, LONGEST_RETRY_S)
            raise task.retry(exc=error, countdown=pause, max_retries=MOST_RETRIES) from error

    app.task(bind=True, name=name.value)(run)


def _park_unknown_tasks(receiver: Receiver) -> None:
    """Keep every message that the worker rejects unread; call once, in the worker's own process."""

    def unknown(message: Any = None, name: str | None = None, **_: Any) -> None:
        receiver.park(name or "unknown", _readable(message), "unknown task")

    def rejected(message: Any = None, exc: BaseException | None = None, **_: Any) -> None:
        receiver.park("unknown", _readable(message), f"not a task message: {exc}")

    signals.task_unknown.connect(unknown, weak=False)
    signals.task_rejected.connect(rejected, weak=False)


def _readable(message: Any) -> Any:
    body = getattr(message, "body", message)
    text = body.decode("utf-8", "backslashreplace") if isinstance(body, bytes) else str(body)
    # PostgreSQL cannot keep a NUL in a text.
    return {"headers": str(getattr(message, "headers", None)), "body": text.replace("\x00", "\\x00")}
