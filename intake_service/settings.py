"""The settings of the intake service, read once from the environment."""

from dataclasses import dataclass

from environs import Env

from intake_service.domain.resending import ResendPlan
from intake_service.parts import IDEMPOTENCY_KEEP_S, LARGEST_BODY, LARGEST_BUNDLE
from prescreen_shared.plumbing.settings import ServiceSettings, environment, positive, read_service_settings

BIND = "127.0.0.1:8000"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings(ServiceSettings):
    """Everything that the intake processes are told from outside."""

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
            **read_service_settings(env, "intake", concurrency=1, bind=BIND, largest_body=LARGEST_BODY),
            resending=_read_resend_plan(env),
            largest_bundle=env.int("INTAKE_LARGEST_BUNDLE", LARGEST_BUNDLE, validate=positive),
            idempotency_keep_s=env.float("INTAKE_IDEMPOTENCY_KEEP_S", IDEMPOTENCY_KEEP_S, validate=positive),
        )


def _read_resend_plan(env: Env) -> ResendPlan:
    default = ResendPlan()
    return ResendPlan(
        first_s=env.float("INTAKE_RESEND_FIRST_S", default.first_s, validate=positive),
        longest_s=env.float("INTAKE_RESEND_LONGEST_S", default.longest_s, validate=positive),
        most=env.int("INTAKE_RESEND_MOST", default.most, validate=positive),
        deadline_s=env.float("INTAKE_SCREENING_DEADLINE_S", default.deadline_s, validate=positive),
    )
