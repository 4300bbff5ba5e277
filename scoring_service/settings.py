"""The settings of the scoring service, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from marshmallow import validate

from scoring_service.tasks.parts import ScreeningSettings
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

RULE_SETS = Path(__file__).parent / "rule_sets"


@dataclass(frozen=True, slots=True)
class ScoringSettings:
    """Everything that the scoring processes are told from outside."""

    database_url: str
    rule_sets: Path
    logs: LogSettings
    delivery: DeliverySettings
    worker: WorkerSettings
    screening: ScreeningSettings


def read_settings() -> ScoringSettings:
    """Read SCORING_… and the shared variables.

    Raises:
        SettingsError: naming every variable that is missing or bad.
    """
    with environment() as env:
        return ScoringSettings(
            database_url=env.str("SCORING_DATABASE_URL"),
            rule_sets=env.path("SCORING_RULE_SETS", RULE_SETS),
            logs=read_log_settings(env),
            delivery=read_delivery_settings(env),
            worker=read_worker_settings(env, "scoring", os.cpu_count() or 1),
            screening=_read_screening_settings(env),
        )


def _read_screening_settings(env: Env) -> ScreeningSettings:
    default = ScreeningSettings()
    positive = validate.Range(min=0, min_inclusive=False, error="Must be greater than 0.")
    return ScreeningSettings(
        chunk_size=env.int("SCORING_CHUNK_SIZE", default.chunk_size, validate=positive),
        window=env.int("SCORING_CHUNK_WINDOW", default.window, validate=positive),
        lease_s=env.float("SCORING_CHUNK_LEASE_S", default.lease_s, validate=positive),
        grace_s=env.float("SCORING_GRACE_S", default.grace_s, validate=positive),
        preparing_lease_s=env.float(
            "SCORING_PREPARING_LEASE_S", default.preparing_lease_s, validate=positive
        ),
    )
