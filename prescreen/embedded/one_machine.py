"""The whole pair running on one machine, for as long as a ``with`` block lasts."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import TYPE_CHECKING, Self

from prescreen.embedded.broker import BROKER, broker_url, plan_broker
from prescreen.embedded.data_directory import DataDirectory
from prescreen.embedded.errors import ProcessFailedError
from prescreen.embedded.pair_plans import plan_pair, service_command, settings_for
from prescreen.embedded.supervisor import Supervisor
from prescreen.interrupts import interrupts_call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from prescreen.embedded.pair_plans import PairSettings
    from prescreen.embedded.process_plan import ProcessPlan

_SERVICES = ("intake_service", "scoring_service")


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


def _free_bind() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
