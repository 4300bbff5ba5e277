"""Real processes of scoring around a broker of their own, with a test in the place of intake."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from prescreen_shared.messages.envelope import open_envelope, seal
from prescreen_shared.names import Queue, TaskName
from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import upgrade
from prescreen_shared.plumbing.processes import CeleryPublisher, make_celery
from prescreen_shared.plumbing.settings import DeliverySettings
from scoring_service.store.tables import Alarm, VerdictRow
from tests.faults.killable import Killable, wait_for
from tests.stages.brokers import OwnBroker
from tests.stages.scoring import applications_message, order_message, snapshot

AT_A_TIME = 50


class ScoringProcesses:
    """Starts and kills the processes, sends what intake would send, and hears what intake would hear."""

    def __init__(self, broker: OwnBroker, url: str, folder: Path, **environment: str) -> None:
        self.broker = broker
        self.database = Database(url)
        upgrade(self.database, "scoring_service:migrations")
        delivery = DeliverySettings(broker.url, 0.2, 60, 500, 3_600, 300)
        self._intake = CeleryPublisher(make_celery("intake", delivery))
        processes = environment | {"SCORING_DATABASE_URL": url, "BROKER_URL": broker.url}
        self._processes = Killable(folder / "processes.log", processes)
        self.heard: Counter[str] = Counter()
        self.ends = 0

    def start(self, command: str) -> None:
        """Start the worker or the scheduler."""
        self._processes.start(command, "tests.faults.deadly_scoring", command)

    def kill(self, command: str) -> None:
        """End a process and its children with SIGKILL, as a machine that goes out."""
        self._processes.kill(command)

    def stop(self, command: str) -> float:
        """End a process with SIGTERM and give the seconds it took."""
        return self._processes.stop(command)

    def last_words(self) -> str:
        """Give the end of what the processes wrote."""
        return self._processes.last_words()

    def close(self) -> None:
        """Leave nothing running."""
        self._processes.close()
        self.database.close()

    def send_call(self, count: int) -> dict[str, Any]:
        """Send applications and the order to screen them, and give the order."""
        sent = [snapshot(number) for number in range(1, count + 1)]
        for start in range(0, count, AT_A_TIME):
            body = applications_message(sent[start : start + AT_A_TIME])
            self.say(TaskName.RECEIVE_APPLICATIONS, body)
        order = order_message(sent)
        self.say(TaskName.SCREEN_CALL, order)
        return order

    def say(self, task: TaskName, body: dict[str, Any]) -> None:
        """Send one message as intake."""
        self._intake.publish(task, seal(task, body))

    def listen(self) -> None:
        """Take what has come for intake."""
        client = self.broker.client()
        while raw := client.lpop(Queue.INTAKE_VERDICTS.value):
            envelope = json.loads(raw)
            task = TaskName(envelope["headers"]["task"])
            body = open_envelope(task, json.loads(b64decode(envelope["body"]))[1]["message"])
            if task is TaskName.RECORD_VERDICTS:
                self.heard.update(verdict["reference"] for verdict in body["verdicts"])
            self.ends += task is TaskName.CALL_SCREENED

    def wait_for_progress(self, seconds: float) -> bool:
        """Wait until another verdict is kept; False when none was within the time."""
        before = self.kept()
        return wait_for(lambda: self.kept() > before, seconds)

    def kept(self) -> int:
        """Count the verdicts in scoring's database."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(VerdictRow)) or 0

    def outcomes(self) -> Counter[str]:
        """Count the verdicts in scoring's database by reference and outcome."""
        with self.database.reading() as session:
            rows = session.execute(select(VerdictRow.reference, VerdictRow.outcome)).all()
        return Counter(f"{reference} {outcome}" for reference, outcome in rows)

    def alarms(self) -> set[str]:
        """Give the references that alarms are about."""
        with self.database.reading() as session:
            return {alarm.details.get("reference", alarm.subject) for alarm in session.scalars(select(Alarm))}
