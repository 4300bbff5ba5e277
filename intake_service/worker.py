"""Joins the parts of intake that it is given into a worker and into the steps of a scheduler; makes none itself.

Each message is handed to the use case that acts on it. All of them are safe to do twice, and any number of workers and
schedulers may run beside one another.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from celery import Celery

from intake_service.applications import send_applications
from intake_service.call_checks import record_check, sweep_checks
from intake_service.parts import Parts
from intake_service.screenings.finish import sweep_screenings
from intake_service.screenings.order import close_due_calls, take_up_screening
from intake_service.screenings.record import end_screening, keep_verdicts, refuse_screening
from intake_service.settings import IntakeSettings
from intake_service.store.tables import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage
from prescreen_shared.names import INTAKE_QUEUES, TaskName
from prescreen_shared.plumbing import processes
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.outbox import Publisher
from prescreen_shared.plumbing.scheduler import Step
from prescreen_shared.plumbing.settings import DeliverySettings

CLOSE_EVERY_S: Final = 1.0
SWEEP_EVERY_S: Final = 1.0
CHECK_EVERY_S: Final = 5.0
TABLES: Final = processes.DeliveryTables(Outbox, ParkedMessage, Alarm, IdempotencyKeyRow)
ACTIONS: Mapping[TaskName, Callable[[Parts, Delivery], None]] = {
    TaskName.RECORD_VERDICTS: keep_verdicts,
    TaskName.CALL_SCREENED: end_screening,
    TaskName.SCREENING_REFUSED: refuse_screening,
    TaskName.SCREENING_BEGUN: take_up_screening,
    TaskName.SEND_APPLICATIONS: send_applications,
    TaskName.CALL_CHECKED: record_check,
}


def make_worker(settings: IntakeSettings, parts: Parts) -> Celery:
    """Give a Celery application that consumes intake's queue with these parts."""
    return processes.make_worker("intake", INTAKE_QUEUES, settings, parts, TABLES, ACTIONS)


def make_steps(parts: Parts, publisher: Publisher, delivery: DeliverySettings) -> list[Step]:
    """Give the steps of intake's scheduler; any number of schedulers may run them."""
    keep_answers = timedelta(seconds=parts.idempotency_keep_s)
    return [
        *processes.delivery_steps(parts, TABLES, publisher, delivery, keep_answers),
        Step("close-calls", CLOSE_EVERY_S, partial(_close_calls, parts), longest_pause_s=2.0),
        Step("sweep-screenings", SWEEP_EVERY_S, partial(_sweep, parts)),
        Step("sweep-checks", CHECK_EVERY_S, partial(_sweep_checks, parts)),
    ]


def _close_calls(parts: Parts) -> bool:
    close_due_calls(parts)
    return False


def _sweep(parts: Parts) -> bool:
    sweep_screenings(parts)
    return False


def _sweep_checks(parts: Parts) -> bool:
    sweep_checks(parts)
    return False
