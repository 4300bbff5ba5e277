"""The whole pair as real processes around a broker of its own, reached through intake's API."""

from __future__ import annotations

import json
import socket
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from intake_service.store.tables import VerdictRow as IntakeVerdict
from prescreen.clients import IntakeClient
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import upgrade
from scoring_service.store.tables import Alarm, VerdictRow
from tests.faults.killable import Killable, wait_for
from tests.stages.brokers import OwnBroker
from tests.stages.databases import sqlite_url

MODULES = {
    "intake-web": ("intake_service.main", "web"),
    "intake-worker": ("intake_service.main", "worker"),
    "intake-scheduler": ("intake_service.main", "scheduler"),
    "scoring-worker": ("tests.faults.deadly_scoring", "worker"),
    "scoring-scheduler": ("tests.faults.deadly_scoring", "scheduler"),
}


class PairStage:
    """Starts the five processes; kills and starts them again by name."""

    def __init__(self, broker: OwnBroker, folder: Path, **environment: str) -> None:
        urls = {"intake": sqlite_url(folder), "scoring": sqlite_url(folder)}
        self.broker = broker
        self._databases = {name: Database(url) for name, url in urls.items()}
        for name, database in self._databases.items():
            upgrade(database, f"{name}_service:migrations")
        address = f"127.0.0.1:{_free_port()}"
        self.processes = Killable(
            folder / "processes.log",
            {
                "BROKER_URL": broker.url,
                "INTAKE_DATABASE_URL": urls["intake"],
                "SCORING_DATABASE_URL": urls["scoring"],
                "INTAKE_BIND": address,
                "RULES": "real",
                **environment,
            },
        )
        self.client = IntakeClient(f"http://{address}")
        self._address = address
        for name in MODULES:
            self.start(name)

    def start(self, name: str) -> None:
        """Start one of ``MODULES``."""
        self.processes.start(name, *MODULES[name])

    def wait_until_ready(self) -> bool:
        """Wait for intake to answer."""
        return wait_for(self._is_ready, 60)

    def kept(self) -> dict[str, int]:
        """Count the verdicts that each service keeps."""
        tables: dict[str, Any] = {"intake": IntakeVerdict, "scoring": VerdictRow}
        counts = {}
        for name, table in tables.items():
            with self._databases[name].reading() as session:
                counts[name] = session.scalar(select(func.count()).select_from(table)) or 0
        return counts

    def proposal(self, call_id: str) -> dict[str, Any]:
        """Give verdicts.json."""
        document: dict[str, Any] = json.loads(self.client.verdicts(call_id))
        return document

    def alarms(self) -> Counter[str]:
        """Count scoring's alarms by kind."""
        with self._databases["scoring"].reading() as session:
            return Counter(session.scalars(select(Alarm.kind)))

    def close(self) -> None:
        """Leave nothing running."""
        self.processes.close()
        for database in self._databases.values():
            database.close()

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"http://{self._address}/health/ready", trust_env=False).is_success
        except httpx.HTTPError:
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
