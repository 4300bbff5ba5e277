"""Joins the parts of scoring that it is given into a worker and into the steps of a scheduler; makes none itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from celery import Celery

from prescreen_shared.names import SCORING_QUEUES, TaskName
from prescreen_shared.plumbing.celery_app import make_celery, prepare_worker
from prescreen_shared.plumbing.idempotency import forget_answers
from prescreen_shared.plumbing.inbox import Delivery, Receiver, park_unknown_tasks
from prescreen_shared.plumbing.outbox import Publisher
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.plumbing.scheduler import Step
from prescreen_shared.plumbing.settings import DeliverySettings
from scoring_service.backtests.process import BacktestStarter
from scoring_service.backtests.shadows import follow_shadows
from scoring_service.parts import ScoringParts
from scoring_service.screenings.chunks import screen_chunk
from scoring_service.screenings.prepare import prepare_screening
from scoring_service.screenings.receive import receive_applications, receive_call, screen_call
from scoring_service.screenings.sweep import send_chunks, take_up_screenings
from scoring_service.settings import ScoringSettings
from scoring_service.store.tables import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage

DELETE_EVERY_S = 60.0
SWEEP_EVERY_S = 1.0
FORGET_EVERY_S = 3_600.0
KEEP_ANSWERS = timedelta(days=7)
"""For so long a request that is sent again with its key gets the answer it got."""
FOLLOW_EVERY_S = 5.0

ACTIONS: Mapping[TaskName, Callable[[ScoringParts, Delivery], None]] = {
    TaskName.RECEIVE_CALL: receive_call,
    TaskName.RECEIVE_APPLICATIONS: receive_applications,
    TaskName.SCREEN_CALL: screen_call,
    TaskName.PREPARE_SCREENING: prepare_screening,
    TaskName.SCREEN_CHUNK: screen_chunk,
}


def make_worker(settings: ScoringSettings, parts: ScoringParts) -> Celery:
    """Give a Celery application that consumes scoring's queues with these parts."""
    app = make_celery("scoring", settings.delivery)
    prepare_worker(app, SCORING_QUEUES, settings.worker, settings.logs, parts.database)
    receiver = Receiver(parts.database, ParkedMessage, Alarm, parts.clock)
    park_unknown_tasks(receiver)
    for task, act in ACTIONS.items():
        receiver.register(app, task, partial(act, parts))
    return app


def make_steps(parts: ScoringParts, publisher: Publisher, delivery: DeliverySettings) -> list[Step]:
    """Give the steps of scoring's scheduler."""
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
        Step("send-chunks", delivery.outbox_poll_s, partial(send_chunks, parts)),
        Step("take-up-screenings", SWEEP_EVERY_S, partial(take_up_screenings, parts)),
        Step("delete-sent", DELETE_EVERY_S, partial(relay.delete_sent, delivery.outbox_keep_s)),
        Step("forget-answers", FORGET_EVERY_S, partial(_forget_answers, parts)),
    ]


def _forget_answers(parts: ScoringParts) -> bool:
    return forget_answers(parts.database, IdempotencyKeyRow, parts.clock.now() - KEEP_ANSWERS) > 0


def make_backtest_steps(parts: ScoringParts) -> list[Step]:
    """Give what the scheduler does for backtests, which come after the screenings of live calls."""
    return [
        Step("start-backtests", SWEEP_EVERY_S, BacktestStarter(parts).start_due),
        Step("follow-shadows", FOLLOW_EVERY_S, partial(follow_shadows, parts)),
    ]
