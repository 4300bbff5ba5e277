"""The settings of the intake service, read once from the environment."""

from __future__ import annotations

from dataclasses import dataclass

from environs import Env
from marshmallow import validate

from intake_service.domain.resending import ResendPlan
from intake_service.parts import IDEMPOTENCY_KEEP_S, LARGEST_BODY, LARGEST_BUNDLE
from prescreen_shared.plumbing.settings import (
    DeliverySettings,
    LogSettings,
    WebSettings,
    WorkerSettings,
    environment,
    read_delivery_settings,
    read_log_settings,
    read_web_settings,
    read_worker_settings,
)


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """Everything that the intake processes are told from outside."""

    database_url: str
    logs: LogSettings
    delivery: DeliverySettings
    worker: WorkerSettings
    web: WebSettings
    resending: ResendPlan
    largest_bundle: int
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
            web=read_web_settings(env, "intake", bind="127.0.0.1:8000", largest_body=LARGEST_BODY),
            resending=_read_resend_plan(env),
            largest_bundle=env.int("INTAKE_LARGEST_BUNDLE", LARGEST_BUNDLE, validate=_positive),
            idempotency_keep_s=env.float("INTAKE_IDEMPOTENCY_KEEP_S", IDEMPOTENCY_KEEP_S, validate=_positive),
        )


def _read_resend_plan(env: Env) -> ResendPlan:
    default = ResendPlan()
    return ResendPlan(
        first_s=env.float("INTAKE_RESEND_FIRST_S", default.first_s, validate=_positive),
        longest_s=env.float("INTAKE_RESEND_LONGEST_S", default.longest_s, validate=_positive),
        most=env.int("INTAKE_RESEND_MOST", default.most, validate=_positive),
        deadline_s=env.float("INTAKE_SCREENING_DEADLINE_S", default.deadline_s, validate=_positive),
    )


_positive = validate.Range(min=0, min_inclusive=False, error="Must be greater than 0.")
