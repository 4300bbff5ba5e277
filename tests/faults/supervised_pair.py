"""The whole pair as ``prescreen run`` starts it, under its supervisor, with the ways in which a test can hurt it."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import func, select

from benchmarks.noop_run import redis_url
from intake_service.store import tables as intake
from prescreen.clients import IntakeClient
from prescreen.embedded.broker import BROKER
from prescreen.embedded.one_machine import OneMachine, PairSettings, plan_pair
from prescreen.embedded.supervisor import ProcessPlan
from prescreen_shared.plumbing.database import Database
from scoring_service.store import tables as scoring

QUICK: Mapping[str, str] = {
    "SCORING_CONCURRENCY": "2",
    "SCORING_CHUNK_SIZE": "20",
    "SCORING_CHUNK_LEASE_S": "5",
    "SCORING_PREPARING_LEASE_S": "20",
    "INTAKE_RESEND_FIRST_S": "5",
    "OUTBOX_LEASE_S": "5",
    "LOG_LEVEL": "WARNING",
}
"""Small chunks, so that many messages are on their way, and short leases, so that a test has an end."""

NEVER: Mapping[str, str] = {"SCORING_CHUNK_LEASE_S": "1000000", "INTAKE_RESEND_FIRST_S": "1000000"}
"""Both sweepers off: what is lost on the way stays lost."""


class SupervisedPair:
    """A running pair; whatever is killed the supervisor starts again."""

    def __init__(self, machine: OneMachine, folder: Path, client: IntakeClient) -> None:
        self.machine = machine
        self.client = client
        self._broker_files = folder / "broker"
        self.intake = Database(machine.settings.intake_database_url)
        self.scoring = Database(machine.settings.scoring_database_url)
        self.broker = redis.Redis.from_url(redis_url(machine.settings.broker_url))

    def send(self, bundle: Mapping[str, Any]) -> str:
        """Import a bundle and close its call; gives the call's id."""
        call_id = str(self.client.import_bundle(bundle)["call_id"])
        self.client.close_call(call_id)
        return call_id

    def kill(self, name: str) -> None:
        """End a process and its children with SIGKILL, as soon as it runs."""
        pid = wait_for(lambda: self.machine.pid_of(name), 30)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def empty_broker(self) -> None:
        """Take from the broker all that it knew and end it: the supervisor starts it with nothing."""
        pid = wait_for(lambda: self.machine.pid_of(BROKER), 30)
        os.kill(pid, signal.SIGSTOP)
        shutil.rmtree(self._broker_files / "appendonlydir")
        os.kill(pid, signal.SIGKILL)

    @contextmanager
    def frozen_broker(self) -> Iterator[None]:
        """Hold the broker still for a while, its connections open."""
        pid = wait_for(lambda: self.machine.pid_of(BROKER), 30)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def count(self, table: type[Any], *conditions: Any) -> int:
        """Count rows of one of the two databases."""
        database = self.intake if table.metadata is intake.METADATA else self.scoring
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    def verdict_counts(self) -> tuple[int, int]:
        """Count the verdicts in intake, and the applications that they are about."""
        with self.intake.reading() as session:
            verdicts = session.scalars(select(intake.VerdictRow.application_id)).all()
        return len(verdicts), len(set(verdicts))

    def messages_sent(self) -> int:
        """Count the messages that both relays gave to the broker, those sent twice twice."""
        total = 0
        for database, table in ((self.intake, intake.Outbox), (self.scoring, scoring.Outbox)):
            with database.reading() as session:
                total += session.scalar(select(func.sum(table.deliveries))) or 0
        return total

    def messages_needed(self, applications: int) -> int:
        """Count the messages that a call takes when nothing goes wrong."""
        chunks = -(-applications // int(QUICK["SCORING_CHUNK_SIZE"]))
        # Applications in fifties, the order, its preparation, each chunk out and back, the end.
        return -(-applications // 50) + 2 + 2 * chunks + 1

    def close(self) -> None:
        """Close what the test itself opened."""
        self.broker.close()
        self.intake.close()
        self.scoring.close()


@contextmanager
def supervised_pair(
    folder: Path,
    environment: pytest.MonkeyPatch,
    *,
    plan: Callable[[PairSettings], Sequence[ProcessPlan]] = plan_pair,
    settings: Mapping[str, str] | None = None,
) -> Iterator[SupervisedPair]:
    """Run a pair on a data directory with quick settings, and with those given instead."""
    for name in ("BROKER_URL", "INTAKE_DATABASE_URL", "SCORING_DATABASE_URL"):
        environment.delenv(name, raising=False)
    for name, value in {**QUICK, **(settings or {})}.items():
        environment.setenv(name, value)
    with OneMachine(folder, plan=plan) as machine, IntakeClient(machine.address) as client:
        pair = SupervisedPair(machine, folder, client)
        try:
            yield pair
        finally:
            pair.close()


def wait_for(what: Callable[[], Any], seconds: float) -> Any:
    """Wait until something is true and give it.

    Raises:
        AssertionError: it was not within the time.
    """
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"not within {seconds:.0f} s"
        time.sleep(0.02)
    return found
