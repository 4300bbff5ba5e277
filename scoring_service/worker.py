"""Joins the parts of scoring that it is given into a worker and into the steps of a scheduler; makes none itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from celery import Celery

from prescreen_shared.names import SCORING_QUEUES, TaskName
from prescreen_shared.plumbing import processes
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import Publisher
from prescreen_shared.plumbing.scheduler import Step
from prescreen_shared.plumbing.settings import DeliverySettings
from scoring_service.backtests.process import BacktestStarter
from scoring_service.backtests.shadows import follow_shadows
from scoring_service.parts import ScoringParts
from scoring_service.screenings.check_call import check_due_calls
from scoring_service.screenings.chunks import screen_chunk
from scoring_service.screenings.prepare import prepare_screening
from scoring_service.screenings.receive import receive_applications, receive_call, screen_call
from scoring_service.screenings.sweep import send_chunks, take_up_screenings
from scoring_service.settings import ScoringSettings
from scoring_service.store.tables import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage

SWEEP_EVERY_S: Final = 1.0
FOLLOW_EVERY_S: Final = 5.0
"""Seconds between two looks for what is due, and for screenings that a shadow run follows."""
KEEP_ANSWERS: Final = timedelta(days=7)
"""For so long a request that is sent again with its key gets the answer it got."""
TABLES: Final = processes.DeliveryTables(Outbox, ParkedMessage, Alarm, IdempotencyKeyRow)
ACTIONS: Mapping[TaskName, Callable[[ScoringParts, Delivery], None]] = {
    TaskName.RECEIVE_CALL: receive_call,
    TaskName.RECEIVE_APPLICATIONS: receive_applications,
    TaskName.SCREEN_CALL: screen_call,
    TaskName.PREPARE_SCREENING: prepare_screening,
    TaskName.SCREEN_CHUNK: screen_chunk,
}
"""The use case that each message names; each is safe to be run again with the same message."""


def make_worker(settings: ScoringSettings, parts: ScoringParts) -> Celery:
    """Give a Celery application that consumes scoring's queues with these parts."""
    return processes.make_worker("scoring", SCORING_QUEUES, settings, parts, TABLES, ACTIONS)


def make_steps(parts: ScoringParts, publisher: Publisher, delivery: DeliverySettings) -> list[Step]:
    """Give the steps of scoring's scheduler; any number of schedulers may run them."""
    return [
        *processes.delivery_steps(parts, TABLES, publisher, delivery, KEEP_ANSWERS),
        Step("send-chunks", delivery.outbox_poll_s, partial(send_chunks, parts)),
        Step("take-up-screenings", SWEEP_EVERY_S, partial(take_up_screenings, parts)),
        Step("check-calls", SWEEP_EVERY_S, partial(check_due_calls, parts)),
    ]


def make_backtest_steps(parts: ScoringParts) -> list[Step]:
    """Give what the scheduler does for backtests, which come after the screenings of live calls."""
    return [
        Step("start-backtests", SWEEP_EVERY_S, BacktestStarter(parts).start_due),
        Step("follow-shadows", FOLLOW_EVERY_S, partial(follow_shadows, parts)),
    ]
