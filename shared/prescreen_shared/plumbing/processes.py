"""Worker and scheduler of either service, made of the parts, tables and actions that the service gives.

A worker consumes the service's queues. A scheduler sends the outbox and forgets what is old, beside whatever the service
looks after itself; any number of either may run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from celery import Celery

from prescreen_shared.names import Queue, TaskName
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow
from prescreen_shared.plumbing.celery_app import make_celery, prepare_worker
from prescreen_shared.plumbing.database import ServiceParts
from prescreen_shared.plumbing.idempotency import IdempotencyKeyColumns, forget_answers
from prescreen_shared.plumbing.inbox import Delivery, Receiver, park_unknown_tasks
from prescreen_shared.plumbing.logging import configure_logging
from prescreen_shared.plumbing.outbox import CeleryPublisher, OutboxRow, Publisher
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.plumbing.scheduler import Poller, Step
from prescreen_shared.plumbing.settings import DeliverySettings, ServiceSettings

DELETE_EVERY_S: Final = 60.0
FORGET_EVERY_S: Final = 3_600.0


Parts = TypeVar("Parts", bound=ServiceParts)


@dataclass(frozen=True, slots=True)
class DeliveryTables:
    """A service's tables of messages to send, messages that it could not act on, alarms, and answers to repeated requests."""

    outbox: type[OutboxRow]
    parked: type[ParkedMessageRow]
    alarms: type[AlarmRow]
    answers: type[IdempotencyKeyColumns]


def make_worker(
    service: str,
    queues: Sequence[Queue],
    settings: ServiceSettings,
    parts: Parts,
    tables: DeliveryTables,
    actions: Mapping[TaskName, Callable[[Parts, Delivery], None]],
) -> Celery:
    """Give a Celery application that consumes ``queues`` and acts on each message with these parts."""
    app = make_celery(service, settings.delivery)
    prepare_worker(app, queues, settings.worker, settings.logs, parts.database)
    receiver = Receiver(parts.database, tables.parked, tables.alarms, parts.clock)
    park_unknown_tasks(receiver)
    for task, act in actions.items():
        receiver.register(app, task, partial(act, parts))
    return app


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
