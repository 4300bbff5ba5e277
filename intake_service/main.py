"""Starts the real parts of intake: ``python -m intake_service.main web|worker|scheduler|migrate|alarms``."""

import sys
from functools import partial

from intake_service.parts import Limits, Parts
from intake_service.settings import IntakeSettings, read_settings
from prescreen_shared.plumbing.database import Database, SystemClock
from prescreen_shared.plumbing.settings import run_verb

MIGRATIONS = "intake_service:migrations"
USAGE = "usage: python -m intake_service.main web|worker|scheduler|migrate|alarms"


def main(arguments: list[str]) -> int:
    """Run one process; 0 when it was stopped in good order, 1 for bad settings, 2 for wrong use."""
    verbs = {
        "web": run_web,
        "worker": run_worker,
        "scheduler": run_scheduler,
        "migrate": run_migrations,
        "alarms": print_alarms,
    }
    return run_verb(arguments, verbs, read_settings, USAGE)


def run_web(settings: IntakeSettings) -> None:
    """Serve the API and the pages until SIGTERM."""
    from intake_service.app import create_app
    from prescreen_shared.plumbing.web.web_server import serve

    serve(settings, lambda: create_app(make_parts(settings)))


def run_worker(settings: IntakeSettings) -> None:
    """Consume intake's queue until SIGTERM."""
    from intake_service.worker import make_worker
    from prescreen_shared.plumbing import processes

    processes.run_worker(make_worker(settings, make_parts(settings)), "intake")


def run_scheduler(settings: IntakeSettings) -> None:
    """Send the outbox, close calls on time and take up what rests, until SIGTERM; any number may run."""
    from intake_service.worker import make_steps
    from prescreen_shared.plumbing import processes

    steps = partial(make_steps, make_parts(settings), delivery=settings.delivery)
    processes.run_scheduler("intake", settings, steps)


def run_migrations(settings: IntakeSettings) -> None:
    """Bring the intake database to the newest shape."""
    from prescreen_shared.plumbing.logging import configure_logging
    from prescreen_shared.plumbing.migrations import upgrade

    configure_logging(settings.logs)
    database = Database(settings.database_url)
    upgrade(database, MIGRATIONS)
    database.close()


def print_alarms(settings: IntakeSettings) -> None:
    """Print what somebody must look at: open alarms, and messages that could not be acted on."""
    from intake_service.store.tables import Alarm, ParkedMessage
    from prescreen_shared.plumbing import alarms

    alarms.print_alarms(settings.database_url, Alarm, ParkedMessage)


def make_parts(settings: IntakeSettings) -> Parts:
    """Give the real parts."""
    database, keep_s = Database(settings.database_url), settings.idempotency_keep_s
    limits = Limits(settings.web.largest_body, settings.largest_bundle)
    return Parts(database, SystemClock(), settings.resending, limits, keep_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
