"""Starts the real parts of intake: ``python -m intake_service.main web|worker|scheduler|migrate|alarms``."""

from __future__ import annotations

import sys

from intake_service.parts import Parts
from intake_service.settings import IntakeSettings, read_settings
from prescreen_shared.plumbing.settings import SettingsError

MIGRATIONS = "intake_service:migrations"
USAGE = "usage: python -m intake_service.main web|worker|scheduler|migrate|alarms"


def main(arguments: list[str]) -> int:
    """Run one process; 0 when it was stopped in good order, 1 for bad settings, 2 for wrong use."""
    commands = {
        "web": run_web,
        "worker": run_worker,
        "scheduler": run_scheduler,
        "migrate": run_migrations,
        "alarms": print_alarms,
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        settings = read_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    commands[arguments[0]](settings)
    return 0


def run_web(settings: IntakeSettings) -> None:
    """Serve the API and the pages until SIGTERM."""
    from intake_service.app import create_app
    from prescreen_shared.plumbing.logging import configure_logging
    from prescreen_shared.plumbing.web.web_server import WebServer

    configure_logging(settings.logs)
    WebServer(settings.web, settings.logs, lambda: create_app(make_parts(settings))).run()


def run_worker(settings: IntakeSettings) -> None:
    """Consume intake's queue until SIGTERM."""
    from intake_service.worker import make_worker
    from prescreen_shared.plumbing import celery_app

    celery_app.run_worker(make_worker(settings, make_parts(settings)), "intake")


def run_scheduler(settings: IntakeSettings) -> None:
    """Send the outbox, close calls on time and take up what rests, until SIGTERM; any number may run."""
    from intake_service.worker import make_steps
    from prescreen_shared.plumbing.celery_app import make_celery
    from prescreen_shared.plumbing.logging import configure_logging
    from prescreen_shared.plumbing.outbox import CeleryPublisher
    from prescreen_shared.plumbing.scheduler import Poller

    configure_logging(settings.logs)
    publisher = CeleryPublisher(make_celery("intake", settings.delivery))
    Poller(make_steps(make_parts(settings), publisher, settings.delivery)).run_until_signalled()


def run_migrations(settings: IntakeSettings) -> None:
    """Bring the intake database to the newest shape."""
    from prescreen_shared.plumbing.database import Database
    from prescreen_shared.plumbing.logging import configure_logging
    from prescreen_shared.plumbing.migrations import upgrade

    configure_logging(settings.logs)
    database = Database(settings.database_url)
    upgrade(database, MIGRATIONS)
    database.close()


def print_alarms(settings: IntakeSettings) -> None:
    """Print what somebody must look at: open alarms, and messages that could not be acted on."""
    from intake_service.store.tables import Alarm, ParkedMessage
    from prescreen_shared.plumbing import alarms as list_alarms

    list_alarms.print_alarms(settings.database_url, Alarm, ParkedMessage)


def make_parts(settings: IntakeSettings) -> Parts:
    """Give the real parts."""
    from intake_service.parts import Limits, Parts
    from prescreen_shared.plumbing.database import Database, SystemClock

    database, keep_s = Database(settings.database_url), settings.idempotency_keep_s
    limits = Limits(settings.web.largest_body, settings.largest_bundle)
    return Parts(database, SystemClock(), settings.resending, limits, keep_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
