"""One made-up call through the whole pair, as ``prescreen run`` does it, with the times and processes it took."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.made_up.bundle import make_bundle
from benchmarks.process_watch import ProcessUse, ProcessWatch
from intake_service.store import tables as intake_delivery
from intake_service.store import tables as intake_verdict
from prescreen.clients import IntakeClient
from prescreen.embedded.broker import BROKER
from prescreen.embedded.one_machine import PAIR, OneMachine
from prescreen_shared.plumbing.database import Database
from scoring_service.store import tables as scoring

_POLL_S = 0.2
"""As often as ``prescreen run`` asks."""


@dataclass(frozen=True, slots=True)
class Moments:
    """When each part of the way was over; every part waits for what it needs of the one before."""

    began: datetime
    imported: datetime
    received: datetime
    prepared: datetime
    judged: datetime
    recorded: datetime

    @property
    def wall_s(self) -> float:
        """Seconds from sending the bundle to the last verdict stored in intake."""
        return (self.recorded - self.began).total_seconds()


class PairRun:
    """A pair on a data directory of its own that has screened one call; open for as long as the block lasts."""

    def __init__(self, machine: OneMachine, applications: int) -> None:
        self.applications = applications
        self.broker_url = machine.settings.broker_url
        self._databases = {
            "intake": Database(machine.settings.intake_database_url),
            "scoring": Database(machine.settings.scoring_database_url),
        }
        self.uses: dict[str, ProcessUse] = {}
        self._screen(machine)

    def _screen(self, machine: OneMachine) -> None:
        bundle = make_bundle(self.applications)
        pids = {name: machine.pid_of(name) for name in (*PAIR, BROKER)}
        running = {name: pid for name, pid in pids.items() if pid is not None}
        with ProcessWatch(running) as watch, IntakeClient(machine.address) as client:
            began = datetime.now(UTC)
            call_id = str(client.import_bundle(bundle)["call_id"])
            imported = datetime.now(UTC)
            client.close_call(call_id)
            while not client.screening(call_id).is_over:
                machine.check()
                time.sleep(_POLL_S)
        self.uses = watch.uses
        self.moments = self._moments(began, imported)

    def messages(self) -> Iterator[Mapping[str, Any]]:
        """Give every message that travelled between the services, one at a time."""
        for name, table in (("intake", intake_delivery.Outbox), ("scoring", scoring.Outbox)):
            with self._databases[name].reading() as session:
                ids = session.scalars(select(table.outbox_id).order_by(table.outbox_id)).all()
                for outbox_id in ids:
                    yield session.scalars(select(table.message).where(table.outbox_id == outbox_id)).one()

    def close(self) -> None:
        """Close the databases."""
        for database in self._databases.values():
            database.close()

    def _moments(self, began: datetime, imported: datetime) -> Moments:
        with self._databases["scoring"].reading() as session:
            received = session.scalars(select(func.max(scoring.KnownApplication.received_at))).one()
            prepared = session.scalars(select(func.max(scoring.ScreeningChunk.created_at))).one()
            judged = session.scalars(select(func.max(scoring.VerdictRow.created_at))).one()
        with self._databases["intake"].reading() as session:
            recorded = session.scalars(select(func.max(intake_verdict.VerdictRow.recorded_at))).one()
        return Moments(began, imported, max(imported, received), prepared, judged, recorded)


@contextmanager
def screened(applications: int) -> Iterator[PairRun]:
    """Start a pair with the embedded broker, screen a made-up call in it, and keep it until the block ends."""
    with tempfile.TemporaryDirectory(prefix="prescreen-bench-") as name, OneMachine(Path(name)) as machine:
        run = PairRun(machine, applications)
        try:
            yield run
        finally:
            run.close()
