"""The processes of the two services, as they are started in production too, each with its settings."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from prescreen.embedded.errors import SharedBrokerError
from prescreen.embedded.process_plan import ProcessPlan
from shared.plumbing.allocator import STEADY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from prescreen.embedded.data_directory import DataDirectory

INTAKE_WEB = "intake-web"
INTAKE_WORKER = "intake-worker"
INTAKE_SCHEDULER = "intake-scheduler"
SCORING_WEB = "scoring-web"
SCORING_WORKER = "scoring-worker"
SCORING_SCHEDULER = "scoring-scheduler"
PAIR = (INTAKE_WEB, INTAKE_WORKER, INTAKE_SCHEDULER, SCORING_WORKER, SCORING_SCHEDULER)

_DATABASES = ("INTAKE_DATABASE_URL", "SCORING_DATABASE_URL")


@dataclass(frozen=True, slots=True)
class PairSettings:
    """Where the pair listens and keeps things; ``bind`` is host:port of intake, ``scoring_bind`` of scoring's pages.

    ``secret_file`` holds what signs the cookie of scoring's pages.
    """

    bind: str
    scoring_bind: str
    secret_file: Path
    broker_url: str
    intake_database_url: str
    scoring_database_url: str

    @property
    def address(self) -> str:
        """The address of intake's pages and API."""
        return f"http://{self.bind}"

    @property
    def scoring_address(self) -> str:
        """The address of scoring's pages and API, where they are served."""
        return f"http://{self.scoring_bind}"

    def environment(self) -> Mapping[str, str]:
        """Give the variables that the services read; log lines are JSON so that they can be searched."""
        return {
            "INTAKE_BIND": self.bind,
            "BROKER_URL": self.broker_url,
            "INTAKE_DATABASE_URL": self.intake_database_url,
            "SCORING_DATABASE_URL": self.scoring_database_url,
            "LOG_FORMAT": "json",
        }


def settings_for(
    data: DataDirectory, *, bind: str, scoring_bind: str, embedded_broker_url: str | None
) -> PairSettings:
    """Take what the environment configures, and the embedded default for the rest.

    Raises:
        SharedBrokerError: a broker is configured but not both databases.
    """
    missing = [name for name in _DATABASES if not os.environ.get(name)]
    if embedded_broker_url is None and missing:
        raise SharedBrokerError(missing)
    return PairSettings(
        bind=bind,
        scoring_bind=scoring_bind,
        secret_file=data.secret_file("scoring"),
        broker_url=embedded_broker_url or os.environ["BROKER_URL"],
        intake_database_url=os.environ.get("INTAKE_DATABASE_URL") or data.sqlite_url("intake"),
        scoring_database_url=os.environ.get("SCORING_DATABASE_URL") or data.sqlite_url("scoring"),
    )


def service_command(service: str, verb: str) -> tuple[str, ...]:
    """Give the command line of one entry point of a service, on the same Python."""
    return (sys.executable, "-m", f"{service}.main", verb)


def plan_pair(settings: PairSettings) -> tuple[ProcessPlan, ...]:
    """Plan the five processes of the pair."""
    environment = settings.environment()

    def plan(name: str, service: str, verb: str, **more: str) -> ProcessPlan:
        return ProcessPlan(name, service_command(service, verb), {**environment, **more})

    web = ProcessPlan(
        INTAKE_WEB,
        service_command("intake_service", "web"),
        environment,
        is_ready=lambda: _is_ready(settings.address),
    )
    return (
        web,
        plan(INTAKE_WORKER, "intake_service", "worker"),
        plan(INTAKE_SCHEDULER, "intake_service", "scheduler"),
        plan(SCORING_WORKER, "scoring_service", "worker", **STEADY),
        plan(SCORING_SCHEDULER, "scoring_service", "scheduler"),
    )


def plan_pair_with_rule_pages(settings: PairSettings) -> tuple[ProcessPlan, ...]:
    """Plan the five processes of the pair and the one that serves scoring's pages and API."""
    told = {"SCORING_BIND": settings.scoring_bind, **_on_this_machine(settings)}
    web = ProcessPlan(
        SCORING_WEB,
        service_command("scoring_service", "web"),
        {**settings.environment(), **told},
        is_ready=lambda: _is_ready(settings.scoring_address),
    )
    return (*plan_pair(settings), web)


def _on_this_machine(settings: PairSettings) -> Mapping[str, str]:
    """Give what suits one person on one machine, unless the environment says otherwise."""
    suiting = {"SCORING_CLAIMED_NAMES": "true", "SCORING_COOKIE_SECURE": "false"}
    told = {name: value for name, value in suiting.items() if name not in os.environ}
    if not {"SCORING_SECRET_KEY", "SCORING_SECRET_KEY_FILE"} & set(os.environ):
        told["SCORING_SECRET_KEY_FILE"] = str(settings.secret_file)
    return told


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
