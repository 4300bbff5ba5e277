"""The whole pair running on one machine, for as long as a ``with`` block lasts.

Its processes are started as they are in production too, each with its settings.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx

from prescreen.embedded.broker import BROKER, broker_url, plan_broker
from prescreen.embedded.supervisor import (
    DataDirectory,
    ProcessFailedError,
    ProcessPlan,
    SharedBrokerError,
    Supervisor,
)
from prescreen.exit import interrupts_call
from prescreen_shared.plumbing.allocator import STEADY

_SERVICES = ("intake_service", "scoring_service")
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


def service_command(service: str, verb: str) -> tuple[str, ...]:
    """Give the command line of one entry point of a service, on the same Python."""
    return (sys.executable, "-m", f"{service}.main", verb)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


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


class OneMachine:
    """Broker (unless ``BROKER_URL`` names one), databases brought up to date, and the five processes of the pair.

    ``notices`` are sentences that the user should see, such as that another broker wrote the files earlier.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bind: str | None = None,
        scoring_bind: str | None = None,
        plan: Callable[[PairSettings], Sequence[ProcessPlan]] = plan_pair,
    ) -> None:
        """Prepare to run on a data directory.

        Args:
            folder: where databases, the broker's files and logs stand; created where needed.
            bind: host:port of intake's pages and API; a free port of this machine when not given.
            scoring_bind: host:port of scoring's pages and API, where the plan serves them; a free port when not given.
            plan: gives the processes to run beside the broker.
        """
        self._folder = folder
        self._bind = bind
        self._scoring_bind = scoring_bind
        self._plan = plan
        self._running: list[str] = []
        self.notices: list[str] = []

    def __enter__(self) -> Self:
        """Start everything and wait until intake answers.

        Raises:
            EmbeddedError: a part cannot be started; what had been started is stopped.
        """
        self._data = DataDirectory(self._folder)
        self._supervisor = Supervisor(self._data)
        try:
            self._settings = settings_for(
                self._data,
                bind=self._bind or _free_bind(),
                scoring_bind=self._scoring_bind or _free_bind(),
                embedded_broker_url=self._start_broker(),
            )
            self._migrate(self._settings)
            plans = self._plan(self._settings)
            self._running = [each.name for each in plans]
            self._supervisor.start(plans)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything: the services first, the broker last."""
        self._stop()

    @property
    def address(self) -> str:
        """The address of intake's pages and API."""
        return self._settings.address

    @property
    def scoring_address(self) -> str:
        """The address of scoring's pages and API, where the plan serves them."""
        return self._settings.scoring_address

    @property
    def settings(self) -> PairSettings:
        """Where the running parts listen and keep things."""
        return self._settings

    @property
    def logs(self) -> Path:
        """Where each process writes its log."""
        return self._data.logs

    def check(self) -> None:
        """Raise when a process keeps ending.

        Raises:
            ProcessFailedError: with the end of its log.
        """
        self._supervisor.check()

    def pid_of(self, name: str) -> int | None:
        """Give the id of a running process by the name of its plan; None while it is being restarted."""
        return self._supervisor.pid_of(name)

    def _start_broker(self) -> str | None:
        if os.environ.get("BROKER_URL"):
            return None
        plan, earlier = plan_broker(self._data)
        if earlier:
            self.notices.append(
                f"{self._data.broker} was written by {earlier}; now {plan.command[0]} takes it over."
            )
        self._supervisor.start([plan])
        return broker_url(self._data.broker_socket)

    def _migrate(self, settings: PairSettings) -> None:
        running = [(service, self._start_migration(service, settings)) for service in _SERVICES]
        for service, migration in running:
            output, _ = migration.communicate()
            log_file = self._data.log_file(f"{service}-migrate")
            log_file.write_bytes(output)
            if migration.returncode:
                raise ProcessFailedError(
                    service,
                    "could not migrate its database",
                    log_file,
                    output.decode(errors="replace")[-3000:],
                )

    @staticmethod
    def _start_migration(service: str, settings: PairSettings) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            service_command(service, "migrate"),
            env={**os.environ, **settings.environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def _stop(self) -> None:
        # A second Ctrl-C must not leave processes behind, so while stopping it means "at once" instead.
        with interrupts_call(self._supervisor.kill):
            try:
                self._supervisor.stop(self._running)
                self._supervisor.stop([BROKER])
            finally:
                self._data.close()


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


def _free_bind() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _on_this_machine(settings: PairSettings) -> Mapping[str, str]:
    """Give what suits one person on one machine, unless the environment says otherwise."""
    suiting = {"SCORING_CLAIMED_NAMES": "true", "SCORING_COOKIE_SECURE": "false"}
    told = {name: value for name, value in suiting.items() if name not in os.environ}
    if not {"SCORING_SECRET_KEY", "SCORING_SECRET_KEY_FILE"} & set(os.environ):
        told["SCORING_SECRET_KEY_FILE"] = str(settings.secret_file)
    return told
