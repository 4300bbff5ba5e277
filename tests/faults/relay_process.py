"""A process that does nothing but relay an outbox: ``python -m tests.faults.relay_process DATABASE_URL [mark-first]``."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from prescreen_shared.plumbing.database import Database, SystemClock
from prescreen_shared.plumbing.processes import CeleryPublisher, make_celery
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.plumbing.settings import environment, read_delivery_settings
from tests.stages.plumbing_tables import Alarm, Outbox, Parked

LEASE_S = 1.0
"""Short, so that what a killed relay had claimed is due again within the test."""


class MarkFirstRelay(Relay):
    """The relay with its safeguard off: it marks what it is about to send."""

    def _send(self, batch: Sequence[int], unsent: Sequence[int]) -> None:  # noqa: ARG002 - the relay's own signature
        self._mark_sent(batch)
        for outbox_id in batch:
            self._publish(outbox_id)


def main(database_url: str, kind: type[Relay]) -> None:
    """Relay until killed."""
    with environment() as env:
        delivery = read_delivery_settings(env)
    publisher = CeleryPublisher(make_celery("scoring", delivery))
    database, window = Database(database_url), delivery.outbox_window
    relay = kind(database, Outbox, Parked, Alarm, publisher, SystemClock(), LEASE_S, window)
    while True:
        if not relay.send_due():
            time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], MarkFirstRelay if sys.argv[2:] == ["mark-first"] else Relay)
