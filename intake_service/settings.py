"""The settings of the intake service, read once from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marshmallow import validate

from intake_service.domain.resending import ResendPlan
from intake_service.parts import IDEMPOTENCY_KEEP_S, Limits
from shared.plumbing.settings import (
    DeliverySettings,
    LogSettings,
    WorkerSettings,
    environment,
    read_delivery_settings,
    read_log_settings,
    read_worker_settings,
)

if TYPE_CHECKING:
    from environs import Env


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where intake listens (``bind`` is host:port), with how many processes and threads in each."""

    bind: str
    processes: int
    threads: int


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """Everything that the intake processes are told from outside."""

    database_url: str
    logs: LogSettings
    delivery: DeliverySettings
    worker: WorkerSettings
    web: WebSettings
    resending: ResendPlan
    limits: Limits
    idempotency_keep_s: float


def read_settings() -> IntakeSettings:
    """Read INTAKE_… and the shared variables.

    Raises:
        SettingsError: naming every variable that is missing or bad.
    """
    with environment() as env:
        return IntakeSettings(
            database_url=env.str("INTAKE_DATABASE_URL"),
            logs=read_log_settings(env),
            delivery=read_delivery_settings(env),
            worker=read_worker_settings(env, "intake", 1),
            web=_read_web_settings(env),
            resending=_read_resend_plan(env),
            limits=_read_limits(env),
            idempotency_keep_s=env.float("INTAKE_IDEMPOTENCY_KEEP_S", IDEMPOTENCY_KEEP_S, validate=_positive),
        )


def _read_web_settings(env: Env) -> WebSettings:
    return WebSettings(
        bind=env.str("INTAKE_BIND", "127.0.0.1:8000"),
        processes=env.int("INTAKE_WEB_PROCESSES", 1, validate=_positive),
        threads=env.int("INTAKE_WEB_THREADS", 8, validate=_positive),
    )


def _read_resend_plan(env: Env) -> ResendPlan:
    default = ResendPlan()
    return ResendPlan(
        first_s=env.float("INTAKE_RESEND_FIRST_S", default.first_s, validate=_positive),
        longest_s=env.float("INTAKE_RESEND_LONGEST_S", default.longest_s, validate=_positive),
        most=env.int("INTAKE_RESEND_MOST", default.most, validate=_positive),
        deadline_s=env.float("INTAKE_SCREENING_DEADLINE_S", default.deadline_s, validate=_positive),
    )


def _read_limits(env: Env) -> Limits:
    default = Limits()
    return Limits(
        body=env.int("INTAKE_LARGEST_BODY", default.body, validate=_positive),
        bundle=env.int("INTAKE_LARGEST_BUNDLE", default.bundle, validate=_positive),
    )


_positive = validate.Range(min=0, min_inclusive=False, error="Must be greater than 0.")
