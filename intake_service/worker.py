"""Joins the parts of intake that it is given into a worker and into the steps of a scheduler; makes none itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from celery import Celery

from intake_service.parts import Parts
from intake_service.settings import IntakeSettings
from intake_service.store.screenings import close_due_calls, sweep_screenings
from intake_service.store.tables import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage
from intake_service.tasks import answer_scoring, end_screening, keep_verdicts, refuse_screening, take_up
from prescreen_shared.names import INTAKE_QUEUES, TaskName
from prescreen_shared.plumbing.celery_app import make_celery, prepare_worker
from prescreen_shared.plumbing.idempotency import forget_answers
from prescreen_shared.plumbing.inbox import Delivery, Receiver, park_unknown_tasks
from prescreen_shared.plumbing.outbox import Publisher
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.plumbing.scheduler import Step
from prescreen_shared.plumbing.settings import DeliverySettings

CLOSE_EVERY_S = 1.0
SWEEP_EVERY_S = 1.0
DELETE_EVERY_S = 60.0
FORGET_EVERY_S = 3600.0

ACTIONS: Mapping[TaskName, Callable[[Parts, Delivery], None]] = {
    TaskName.RECORD_VERDICTS: keep_verdicts,
    TaskName.CALL_SCREENED: end_screening,
    TaskName.SCREENING_REFUSED: refuse_screening,
    TaskName.SCREENING_BEGUN: take_up,
    TaskName.SEND_APPLICATIONS: answer_scoring,
}


def make_worker(settings: IntakeSettings, parts: Parts) -> Celery:
    """Give a Celery application that consumes intake's queue with these parts."""
    app = make_celery("intake", settings.delivery)
    prepare_worker(app, INTAKE_QUEUES, settings.worker, settings.logs, parts.database)
    receiver = Receiver(parts.database, ParkedMessage, Alarm, parts.clock)
    park_unknown_tasks(receiver)
    for task, act in ACTIONS.items():
        receiver.register(app, task, partial(act, parts))
    return app


def make_steps(parts: Parts, publisher: Publisher, delivery: DeliverySettings) -> list[Step]:
    """Give the steps of intake's scheduler; any number of schedulers may run them."""
    relay = Relay(
        parts.database,
        Outbox,
        ParkedMessage,
        Alarm,
        publisher,
        parts.clock,
        lease_s=delivery.outbox_lease_s,
        window=delivery.outbox_window,
    )
    return [
        Step("relay", delivery.outbox_poll_s, relay.send_due, longest_pause_s=2.0),
        Step("close-calls", CLOSE_EVERY_S, partial(_close_calls, parts), longest_pause_s=2.0),
        Step("sweep-screenings", SWEEP_EVERY_S, partial(_sweep, parts)),
        Step("forget-answers", FORGET_EVERY_S, partial(_forget_answers, parts)),
        Step("delete-sent", DELETE_EVERY_S, partial(relay.delete_sent, delivery.outbox_keep_s)),
    ]


def _close_calls(parts: Parts) -> bool:
    close_due_calls(parts.database, parts.resending, parts.clock)
    return False


def _sweep(parts: Parts) -> bool:
    sweep_screenings(parts.database, parts.resending, parts.clock)
    return False


def _forget_answers(parts: Parts) -> bool:
    forget_answers(
        parts.database, IdempotencyKeyRow, parts.clock.now() - timedelta(seconds=parts.idempotency_keep_s)
    )
    return False
